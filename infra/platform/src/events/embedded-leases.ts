import { busChannel } from './embedded-schema.ts';
import type { PostgresListener } from './postgres-listener.ts';

export interface Lease {
  /** False from the moment that the connection that holds the lock is lost. */
  readonly held: boolean;
  release(): Promise<void>;
}

/**
 * One holder of each durable in the installation: a session lock on the listening connection, which the server frees when the holder dies.
 * Within the process a set keeps two consumers apart, because PostgreSQL gives a session the lock that it has already.
 */
export class EmbeddedLeases {
  readonly #listener: PostgresListener;
  readonly #here = new Set<string>();

  constructor(listener: PostgresListener) {
    this.#listener = listener;
  }

  /** undefined while another instance holds the durable. Rejects while there is no connection. */
  async acquire(durable: string): Promise<Lease | undefined> {
    if (this.#here.has(durable)) return undefined;
    this.#here.add(durable);
    const listener = this.#listener;
    try {
      const [row] = await listener.query<{ held: boolean; pid: number }>(
        `SELECT pg_try_advisory_lock(hashtextextended('wissil.bus.durable.' || $1, 0)) AS held`,
        [durable],
      );
      const { epoch } = listener;
      if (row?.held) {
        return {
          get held() {
            return listener.epoch === epoch;
          },
          release: () => this.#release(durable, epoch),
        };
      }
    } catch (error) {
      this.#here.delete(durable);
      throw error;
    }
    this.#here.delete(durable);
    return undefined;
  }

  /** Wakes those who wait for the durable. */
  async #release(durable: string, epoch: number): Promise<void> {
    this.#here.delete(durable);
    if (this.#listener.epoch !== epoch) return;
    await this.#listener.query(`SELECT pg_advisory_unlock(hashtextextended('wissil.bus.durable.' || $1, 0)), pg_notify($2, '')`, [
      durable,
      busChannel,
    ]);
  }
}
