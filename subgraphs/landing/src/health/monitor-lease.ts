import { createPool } from '@wissil/platform/database';
import type { Logger } from '@wissil/platform/logging';

/** Who probes: this replica, another one, or, while PostgreSQL does not answer, everybody for themselves. */
export type LeaseState = 'held' | 'elsewhere' | 'unreachable';

/** PostgreSQL's word counts for this long. Milliseconds. */
const WORD_COUNTS_MS = 3_000;

/** A dead peer's lock is gone after about ten seconds instead of the system's two hours. */
const NOTICE_DEAD_PEERS = 'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3';

type Pool = ReturnType<typeof createPool>;
const connect = (pool: Pool) => pool.connect();
type Client = Awaited<ReturnType<typeof connect>>;

/** An advisory lock of PostgreSQL on a connection of its own: among several replicas of LANDING one probes, and when it dies another one does. */
export class MonitorLease {
  readonly #pool: Pool;
  readonly #logger: Logger;
  #client: Client | undefined;
  #held = false;
  #last: { state: LeaseState; at: number } = { state: 'unreachable', at: 0 };
  #checking: Promise<void> | undefined;

  constructor(options: { databaseUrl: string; logger: Logger }) {
    this.#pool = createPool(options.databaseUrl, 'landing', { max: 1, statementTimeoutSeconds: 2 });
    this.#logger = options.logger;
  }

  get state(): LeaseState {
    return performance.now() - this.#last.at > WORD_COUNTS_MS ? 'unreachable' : this.#last.state;
  }

  /** Takes the lease where it is free, and makes sure of it where it is held. Never rejects. */
  check(): Promise<void> {
    this.#checking ??= this.#ask().finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  async release(): Promise<void> {
    await this.#checking;
    this.#drop();
    await this.#pool.end();
  }

  async #ask(): Promise<void> {
    try {
      const client = (this.#client ??= await this.#connect());
      if (this.#held) {
        await client.query('SELECT 1');
      } else {
        const { rows } = await client.query<{ held: boolean }>(
          `SELECT pg_try_advisory_lock(hashtextextended('wissil landing monitor', 0)) AS held`,
        );
        this.#held = rows[0]?.held ?? false;
        if (this.#held) this.#logger.info('this replica probes the systems');
      }
      this.#last = { state: this.#held ? 'held' : 'elsewhere', at: performance.now() };
    } catch (error) {
      this.#logger.warn({ err: error }, 'PostgreSQL does not answer the health monitor; every replica probes for itself meanwhile');
      this.#drop();
      this.#last = { state: 'unreachable', at: performance.now() };
    }
  }

  async #connect(): Promise<Client> {
    const client = await connect(this.#pool);
    client.on('error', () => this.#client === client && this.#drop());
    await client.query(NOTICE_DEAD_PEERS).catch((error: unknown) => {
      client.release(true);
      throw error;
    });
    return client;
  }

  /** Ends the connection, and the lock with it. */
  #drop(): void {
    this.#client?.release(true);
    this.#client = undefined;
    this.#held = false;
  }
}
