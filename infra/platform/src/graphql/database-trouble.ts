/** Prisma's codes for a server that is away, slow to answer or out of connections, and for transactions that waited or ran too long. */
const PRISMA_CODES: readonly unknown[] = ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028'];

/** PostgreSQL's codes for a statement that ran too long, a server that stops or starts, and no connection left. */
const POSTGRES_CODES: readonly unknown[] = ['57014', '57P01', '57P02', '57P03', '53300', '25P03'];

/** What node-postgres says without a code: no free connection in time, or one that broke. */
const CONNECTION_MESSAGES =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout)/;

interface DatabaseFailure {
  code?: unknown;
  meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
}

/** Whether an operation failed because the database is away or too busy at the moment, and not because of what was asked of it. */
export function isDatabaseTrouble(error: Error): boolean {
  const { code, meta } = error as DatabaseFailure;
  return (
    PRISMA_CODES.includes(code) ||
    POSTGRES_CODES.includes(code) ||
    POSTGRES_CODES.includes(meta?.driverAdapterError?.cause?.originalCode) ||
    CONNECTION_MESSAGES.test(error.message)
  );
}
