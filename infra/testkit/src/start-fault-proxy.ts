import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What the proxy does to the connections that it has and gets: `pass` bytes on; pass them on `latency` late; `blackhole`: keep connections
 * open and swallow every byte; `refuse`: nobody listens on the port (open connections pass); `reset`: end every connection with a TCP reset.
 */
export type Fault =
  { kind: 'blackhole' } | { kind: 'latency'; milliseconds: number } | { kind: 'pass' } | { kind: 'refuse' } | { kind: 'reset' };

export interface FaultProxy extends AsyncDisposable {
  port: number;
  /** The address given, leading through the proxy. */
  url: string;
  set(fault: Fault): Promise<void>;
  /** Resets the connections that are open now; new ones are treated as the fault says. */
  cut(): void;
  /** How many connections are open. */
  readonly connections: number;
}

/** A TCP proxy on a free port of 127.0.0.1 in front of the server at `target`, a URL. It begins with `pass`. */
export async function startFaultProxy({ target }: { target: string }): Promise<FaultProxy> {
  const upstream = new URL(target);
  const pairs = new Set<readonly [Socket, Socket]>();
  let fault: Fault = { kind: 'pass' };
  const cut = () => {
    for (const [client, server] of pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  };
  const listener = createServer({ noDelay: true }, (client) => {
    if (fault.kind === 'reset') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: upstream.hostname, port: Number(upstream.port), noDelay: true });
    const pair = [client, server] as const;
    pairs.add(pair);
    client.once('close', () => pairs.delete(pair));
    forward(client, server, () => fault);
    forward(server, client, () => fault);
  });
  const listen = async (port: number) => {
    await once(listener.listen(port, '127.0.0.1'), 'listening');
    return (listener.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const url = new URL(target);
  url.host = `127.0.0.1:${port}`;
  return {
    port,
    url: url.href,
    cut,
    get connections() {
      return pairs.size;
    },
    async set(next) {
      fault = next;
      if (next.kind === 'reset') cut();
      if (next.kind === 'refuse') listener.close();
      else if (!listener.listening) await listen(port);
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const pair of pairs) for (const socket of pair) socket.destroy();
    },
  };
}

function forward(from: Socket, to: Socket, fault: () => Fault): void {
  const later = (action: () => void) => {
    const current = fault();
    if (current.kind === 'blackhole') return;
    // Timers of equal length fire in the order in which they were set, so bytes keep their order.
    if (current.kind === 'latency') setTimeout(action, current.milliseconds);
    else action();
  };
  from.on('data', (chunk) =>
    later(() => {
      if (to.destroyed || to.write(chunk)) return;
      from.pause();
      to.once('drain', () => from.resume());
    }),
  );
  from.on('error', () => to.destroy());
  from.on('end', () => later(() => to.end()));
  from.on('close', () => later(() => to.destroySoon()));
}
