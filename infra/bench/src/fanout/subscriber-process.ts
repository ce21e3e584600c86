import { WebSocket } from 'ws';
import { monotonicNow } from '../machine/monotonic-clock.ts';
import { eventNumberIn } from '../shop/live-product.ts';
import { tokenOf } from '../shop/stand-in-landing.ts';
import type { OpenSubscribers, SubscriberOrder, SubscriberReport } from './subscriber-messages.ts';

/** Many clients of graphql-transport-ws in one process: each has a socket of its own and one subscription on it. */
const CONNECTING_AT_ONCE = 50;

let clients = 0;
const sockets = new Set<WebSocket>();
const received = new Map<number, { clients: number; data: string }>();
const report = (message: SubscriberReport): void => void process.send?.(message);

process.on('message', (order: SubscriberOrder) => {
  if (order.type === 'count') report({ type: 'counted', event: order.event, clients: received.get(order.event)?.clients ?? 0 });
  else void open(order).catch((error: Error) => report({ type: 'failed', reason: error.message }));
});
process.on('disconnect', () => process.exit());

async function open({ url, query, count }: OpenSubscribers): Promise<void> {
  let left = count;
  const connector = async () => {
    while (left-- > 0) await subscribe(url, query);
  };
  await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, connector));
  report({ type: 'opened' });
}

function subscribe(url: string, query: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  let last = -1;
  // Everybody is somebody else; the peers let anybody in.
  const payload = { authorization: `Bearer ${tokenOf(process.pid * 100_000 + ++clients)}` };
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
  socket.on('error', reject);
  socket.on('close', (code, reason) => {
    const sentence = `a subscriber's socket was closed with ${code} ${reason.toString()}`;
    reject(new Error(sentence));
    if (sockets.delete(socket)) report({ type: 'failed', reason: sentence });
  });
  socket.on('message', (message: Buffer) => {
    const event = eventNumberIn(message);
    if (event !== undefined) {
      if (event <= last) report({ type: 'failed', reason: `a subscriber got event ${event} after event ${last}` });
      last = event;
      count(event, message);
    } else if (message.includes('"connection_ack"')) {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      sockets.add(socket);
      resolve();
    } else if (message.includes('"ping"')) {
      socket.send('{"type":"pong"}');
    } else {
      report({ type: 'failed', reason: `a subscriber got ${message.toString().slice(0, 500)}` });
    }
  });
  return promise;
}

function count(event: number, message: Buffer): void {
  const state = received.get(event) ?? { clients: 0, data: dataOf(message) };
  received.set(event, state);
  if (++state.clients < sockets.size) return;
  report({ type: 'received', event, at: monotonicNow(), data: state.data });
}

function dataOf(message: Buffer): string {
  const { payload } = JSON.parse(message.toString()) as { payload: { data?: unknown; errors?: unknown } };
  if (payload.errors !== undefined)
    report({ type: 'failed', reason: `an event came with errors: ${JSON.stringify(payload.errors).slice(0, 500)}` });
  return JSON.stringify(payload.data);
}
