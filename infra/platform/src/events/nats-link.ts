import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { backOffMs, pause } from './back-off.ts';
import type { BusLogger } from './bus-logger.ts';
import { ensureStream } from './nats-stream.ts';

const connectBackOff = { firstMs: 100, longestMs: 2_000 };
const requestMs = 3_000;

/**
 * The connection to NATS: made in the background and remade for ever, with the stream of the bus ensured. A server that answers but does
 * not run JetStream yet (a failover under way) is a failure of the caller's attempt, to be tried again.
 */
export class NatsLink {
  readonly #options: { url: string; logger: BusLogger };
  readonly #stopping = new AbortController();
  readonly #connection: Promise<NatsConnection | undefined>;
  #manager: Promise<JetStreamManager> | undefined;

  constructor(options: { url: string; logger: BusLogger }) {
    this.#options = options;
    this.#connection = this.#connect();
  }

  /** Waits for the first connection; rejects once closed. */
  async connection(): Promise<NatsConnection> {
    const connection = await this.#connection;
    if (!connection) throw new Error('The connection to NATS is closed.');
    return connection;
  }

  /** The manager of a JetStream in which the stream of the bus exists. */
  async manager(): Promise<JetStreamManager> {
    this.#manager ??= (async () => {
      const manager = await jetstreamManager(await this.connection(), { checkAPI: false, timeout: requestMs });
      await ensureStream(manager);
      return manager;
    })();
    const attempt = this.#manager;
    return attempt.catch((error: unknown) => {
      this.doubt(attempt);
      throw error;
    });
  }

  /** Makes the next caller of `manager` look after the stream again: the server may have come back without it. */
  doubt(attempt = this.#manager): void {
    if (this.#manager === attempt) this.#manager = undefined;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    const connection = await this.#connection;
    await connection?.close();
  }

  async #connect(): Promise<NatsConnection | undefined> {
    const { signal } = this.#stopping;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        const connection = await connect(connectionOptions(this.#options.url));
        void this.#report(connection);
        return connection;
      } catch (error) {
        this.#options.logger.warn({ err: error, failures }, 'cannot connect to NATS; trying again');
        await pause(backOffMs(failures, connectBackOff), signal);
      }
    }
    return undefined;
  }

  async #report(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.doubt();
      if (status.type === 'disconnect' || status.type === 'reconnect')
        this.#options.logger.warn({ server: status.server }, `NATS: ${status.type}`);
      if (status.type === 'error') this.#options.logger.error({ err: status.error }, 'NATS reported an error');
    }
  }
}

/** One URL or several with commas between: `nats://user:password@host:4222`, `tls://token@host:4222`. */
function connectionOptions(url: string): NodeConnectionOptions {
  const urls = url.split(',').map((part) => new URL(part.trim()));
  const { username, password, protocol } = urls[0] as URL;
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  return {
    servers: urls.map(({ host }) => host),
    name: 'wissil-bus',
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    timeout: requestMs,
    pingInterval: 10_000,
    maxPingOut: 2,
    ...(pass ? { user, pass } : user ? { token: user } : {}),
    ...(protocol === 'tls:' ? { tls: {} } : {}),
  };
}
