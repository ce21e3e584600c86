import type { Supergraph } from '@wissil/testkit';

/** How an open subscription ended, and when, by `performance.now()`. */
interface Ending {
  at: number;
  /** `UNAUTHENTICATED`, `FORBIDDEN`, or what else came last. */
  how: string;
}

/** A subscription that is held open. */
export interface LiveConnection {
  name: string;
  /** Undefined while it is open. */
  ending: Ending | undefined;
  close(): void;
}

interface Opened {
  name: string;
  url: string;
  headers: Record<string, string>;
  query: string;
}

const UNAUTHORIZED = 4401;

/** Over WebSocket; resolves when the server has taken the subscription. */
export async function openSocket({ name, url, headers, query }: Opened): Promise<LiveConnection> {
  // Node's takes headers, which those of browsers do not.
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { protocols: ['graphql-transport-ws'], headers } as unknown as string[]);
  const connection: LiveConnection = { name, ending: undefined, close: () => socket.close() };
  const end = (how: string) => (connection.ending ??= { at: performance.now(), how });
  const { promise: taken, resolve, reject } = Promise.withResolvers<void>();
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.addEventListener('open', () => send({ type: 'connection_init' }));
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { type: string; payload?: { extensions?: { code?: string } }[] };
    if (message.type === 'connection_ack') {
      send({ type: 'subscribe', id: '1', payload: { query } });
      // Answered in their order: after this the subscription is known.
      send({ type: 'ping' });
    }
    if (message.type === 'pong') resolve();
    if (message.type === 'error') end(message.payload?.[0]?.extensions?.code ?? 'error');
    if (message.type === 'complete') end('complete');
  });
  socket.addEventListener('close', ({ code, reason }) => {
    end(code === UNAUTHORIZED ? 'UNAUTHENTICATED' : `${code} ${reason}`);
    reject(new Error(`${name} was closed: ${code} ${reason}`));
  });
  await taken;
  return connection;
}

/** Over server-sent events; resolves when the server listens to events. */
export async function openStream({ name, url, headers, query }: Opened): Promise<LiveConnection> {
  const closing = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query }),
    signal: closing.signal,
  });
  const connection: LiveConnection = { name, ending: undefined, close: () => closing.abort() };
  const { promise: taken, resolve } = Promise.withResolvers<void>();
  const read = async () => {
    let last = '';
    try {
      for await (const chunk of response.body as ReadableStream<Uint8Array>) {
        resolve();
        last = Buffer.from(chunk).toString();
        const code = /"code":"(UNAUTHENTICATED|FORBIDDEN)"/.exec(last)?.[1];
        if (code !== undefined) connection.ending ??= { at: performance.now(), how: code };
      }
    } catch (error) {
      last = String(error);
    }
    connection.ending ??= { at: performance.now(), how: `ended after ${last}` };
    resolve();
  };
  void read();
  await taken;
  return connection;
}

/** Both ways, at the gateway’s own port, at LANDING’s door and at another system’s. */
export function openEverywhere(
  { gatewayUrl, urls }: Pick<Supergraph, 'gatewayUrl' | 'urls'>,
  opened: Omit<Opened, 'url'>,
): Promise<LiveConnection[]> {
  return Promise.all(
    Object.entries({ gateway: gatewayUrl, landing: urls.landing, slate: urls.slate }).flatMap(([port, url]) => [
      openSocket({ ...opened, url: `${url}/graphql`, name: `${opened.name}, socket at ${port}` }),
      openStream({ ...opened, url: `${url}/graphql`, name: `${opened.name}, stream at ${port}` }),
    ]),
  );
}
