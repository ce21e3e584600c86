import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import pg from 'pg';

const recording = new AsyncLocalStorage<string[]>();

export interface CountedStatements<Result> {
  result: Result;
  /** The SQL in the order in which it was sent, with BEGIN and COMMIT where there were any. */
  statements: string[];
}

/** Tells which SQL statements one operation sends through pools of `createPool`, whatever runs beside it. */
export const statementCounter = {
  async count<Result>(operation: () => Promise<Result>): Promise<CountedStatements<Result>> {
    const statements: string[] = [];
    // Prisma's promises run when they are awaited: that has to happen inside.
    const result = await recording.run(statements, async () => await operation());
    return { result, statements };
  },
};

/** A pool that knows for whom it works, also for a caller that had to wait for a connection. */
export class CountingPool extends pg.Pool {
  constructor(config: pg.PoolConfig) {
    super({ ...config, Client: CountingClient } as pg.PoolConfig);
  }

  // The two forms of node-postgres: with a callback, or returning a promise.
  override connect = ((callback?: (...result: unknown[]) => void) =>
    super.connect((callback && AsyncResource.bind(callback)) as never)) as unknown as pg.Pool['connect'];
}

class CountingClient extends pg.Client {
  override query = ((...parameters: [string | { text: string }]) => {
    const [query] = parameters;
    recording.getStore()?.push(typeof query === 'string' ? query : query.text);
    return super.query(...(parameters as [string]));
  }) as unknown as pg.Client['query'];
}
