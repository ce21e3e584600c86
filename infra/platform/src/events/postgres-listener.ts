import type { Socket } from 'node:net';
import pg from 'pg';
import { backOffMs, pause } from './back-off.ts';
import { BusUnavailableError } from './bus-errors.ts';
import type { BusLogger } from './bus-logger.ts';
import { connectionOptions } from './postgres-connection.ts';

const heartbeatMs = 10_000;
const reconnectBackOff = { firstMs: 50, longestMs: 2_000 };

/**
 * One PostgreSQL connection that LISTENs for as long as it is open: it reconnects with back-off, listens again to all channels, and tells
 * `onConnect` each time, because notifications in between are lost. `epoch` changes with each connection, and with it go all session locks.
 */
export class PostgresListener {
  readonly #options: { databaseUrl: string; name: string; logger: BusLogger };
  readonly #channels = new Map<string, Set<(payload: string) => void>>();
  readonly #onConnect = new Set<() => void>();
  readonly #stopping = new AbortController();
  #client: pg.Client | undefined;
  #epoch = 0;
  #connected = Promise.withResolvers<pg.Client>();
  #turn: Promise<void> = Promise.resolve();
  readonly #running: Promise<void>;

  constructor(options: { databaseUrl: string; name: string; logger: BusLogger }) {
    this.#options = options;
    this.#running = this.#run();
  }

  get epoch(): number {
    return this.#epoch;
  }

  onConnect(callback: () => void): void {
    this.#onConnect.add(callback);
  }

  /**
   * Resolves once notifications of `channel` arrive; the returned function ends them.
   * @throws BusUnavailableError when there is no connection within `deadlineMs`.
   */
  async listen(channel: string, callback: (payload: string) => void, deadlineMs = 10_000): Promise<() => void> {
    const known = this.#channels.get(channel);
    const callbacks = known ?? new Set();
    this.#channels.set(channel, callbacks.add(callback));
    const end = (): void => {
      callbacks.delete(callback);
      if (callbacks.size > 0 || this.#channels.get(channel) !== callbacks) return;
      this.#channels.delete(channel);
      const client = this.#client;
      // Whoever listens again before its turn comes wants the notifications to go on.
      this.#inTurn(async () => (this.#channels.has(channel) ? undefined : client?.query(`UNLISTEN ${pg.escapeIdentifier(channel)}`))).catch(
        () => undefined,
      );
    };
    try {
      await this.query(`LISTEN ${pg.escapeIdentifier(channel)}`, [], deadlineMs);
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }

  /** Listens from the next connection on, and on this one as soon as it can; for readers that sweep at each connection anyway. */
  listenOnceConnected(channel: string, callback: (payload: string) => void): void {
    this.#channels.set(channel, (this.#channels.get(channel) ?? new Set()).add(callback));
    const client = this.#client;
    // Where it fails, the connection is lost, and the next one listens.
    if (client) this.#inTurn(() => client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)).catch(() => undefined);
  }

  /** Runs on the listening connection, so that session locks live and die with it. Waits for the connection at most `deadlineMs`. */
  async query<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[], deadlineMs = 5_000): Promise<Row[]> {
    const client = await this.#whenConnected(deadlineMs);
    return (await this.#inTurn(() => client.query<Row>(sql, [...values]))).rows;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** pg wants one query of a client to end before the next begins. */
  #inTurn<Result>(query: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(query);
    this.#turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #whenConnected(deadlineMs: number): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new BusUnavailableError(`PostgreSQL did not answer ${this.#options.name} within ${deadlineMs} ms.`)),
      deadlineMs,
    );
    try {
      return await Promise.race([this.#connected.promise, promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted;) {
      const client = new pg.Client({ ...connectionOptions(this.#options), query_timeout: 5_000 });
      const lost = Promise.withResolvers<Error | undefined>();
      client.on('error', (error) => lost.resolve(error));
      client.on('end', () => lost.resolve(undefined));
      client.on('notification', ({ channel, payload }) => this.#dispatch(channel, payload ?? ''));
      try {
        await client.connect();
        for (const channel of this.#channels.keys()) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
        failures = 0;
        await this.#hold(client, lost.promise);
        await client.end();
      } catch (error) {
        failures++;
        if (!signal.aborted) {
          this.#options.logger.warn({ err: error, failures }, `${this.#options.name} lost its PostgreSQL connection; reconnecting`);
          await pause(backOffMs(failures, reconnectBackOff), signal);
        }
        destroy(client);
      }
    }
    this.#connected.promise.catch(() => undefined);
    this.#connected.reject(new BusUnavailableError(`${this.#options.name} is closed.`));
  }

  /** Until the connection is lost (rejects) or the listener is closed (resolves). */
  async #hold(client: pg.Client, lost: Promise<Error | undefined>): Promise<void> {
    const { signal } = this.#stopping;
    const { promise: closed, resolve } = Promise.withResolvers<'closed'>();
    const close = (): void => resolve('closed');
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    const dead = Promise.withResolvers<never>();
    const heartbeat = setInterval(
      () => this.#inTurn(() => client.query('SELECT 1')).catch((error: unknown) => dead.reject(error)),
      heartbeatMs,
    );
    this.#client = client;
    this.#epoch++;
    this.#connected.resolve(client);
    try {
      for (const callback of this.#onConnect) callback();
      const ended = await Promise.race([closed, lost, dead.promise]);
      if (ended !== 'closed') throw ended ?? new Error('PostgreSQL closed the connection.');
    } finally {
      clearInterval(heartbeat);
      signal.removeEventListener('abort', close);
      this.#client = undefined;
      this.#epoch++;
      this.#connected = Promise.withResolvers<pg.Client>();
    }
  }

  #dispatch(channel: string, payload: string): void {
    for (const callback of this.#channels.get(channel) ?? []) callback(payload);
  }
}

/** Drops the connection without a word to the server, which may be the one that does not answer. */
function destroy(client: pg.Client): void {
  client.on('error', () => undefined);
  (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
}
