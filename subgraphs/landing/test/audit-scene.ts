import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { AuditNoted } from '@wissil/platform/audit';
import { installationSecret } from '@wissil/platform/auth';
import { createPool, createPrismaAdapter, migrate } from '@wissil/platform/database';
import type { ConsumeOptions, DomainEvent } from '@wissil/platform/events';
import { createLogger } from '@wissil/platform/logging';
import { createDatabase } from '@wissil/testkit';
import { PrismaClient } from '../generated/prisma/client.ts';
import { AuditAppender } from '../src/audit/audit-appender.ts';
import { AuditAttempts } from '../src/audit/audit-attempts.ts';
import { AuditChain } from '../src/audit/audit-chain.ts';
import { auditConsumer } from '../src/audit/audit-consumer.ts';
import { AuditLog } from '../src/audit/audit-log.ts';

/** As startSubgraph gives it to every subgraph. */
export const SECRET = 'the secret of an installation that is only there for a test';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const logger = createLogger({ level: 'silent', name: 'audit-test' });

/** The audit log as one replica of LANDING has it. */
export interface Replica extends AsyncDisposable {
  db: PrismaClient;
  log: AuditLog;
  attempts: AuditAttempts;
  consumer: ConsumeOptions;
}

/** A database with LANDING's tables, and nobody else around. */
export interface AuditScene extends AsyncDisposable {
  databaseUrl: string;
  /** As somebody has it who can write to the database. */
  sql: ReturnType<typeof createPool>;
  startReplica(): Promise<Replica>;
}

export async function openAuditScene(): Promise<AuditScene> {
  const database = await createDatabase();
  await migrate(database.url, 'landing', MIGRATIONS);
  const sql = createPool(database.url, 'landing');
  const replicas: Replica[] = [];
  return {
    databaseUrl: database.url,
    sql,
    async startReplica() {
      const db = new PrismaClient({ adapter: createPrismaAdapter(database.url, 'landing', { max: 4 }) });
      const chain = new AuditChain(installationSecret(SECRET));
      const appender = new AuditAppender({ chain, logger });
      await appender.prepare(db);
      const attempts = new AuditAttempts({ db, appender, logger });
      const replica = {
        db,
        attempts,
        log: new AuditLog({ db, chain }),
        consumer: auditConsumer({ db, attempts, logger }),
        [Symbol.asyncDispose]: () => db.$disconnect(),
      };
      replicas.push(replica);
      return replica;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
      await sql.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** What a subsystem notes. */
export function noted(operation: string, further: Partial<AuditNoted> = {}): AuditNoted {
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    actor: { kind: 'human', subject: 'usr_ada', name: 'Ada', role: 'ENGINEER', credential: 'ses_1' },
    address: '192.0.2.7',
    requestId: 'r1',
    system: 'slate',
    operation,
    outcome: 'SUCCEEDED',
    ...further,
  };
}

/** What a subsystem says before a change. */
export function begun(operation: string): Omit<AuditNoted, 'outcome' | 'code'> {
  const { outcome: _outcome, ...beginning } = noted(operation);
  return beginning;
}

export function eventOf(subject: string, payload: unknown): DomainEvent {
  return { id: randomUUID(), subject, source: 'slate', occurredAt: new Date().toISOString(), payload };
}
