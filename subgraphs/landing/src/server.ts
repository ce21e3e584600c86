import { fileURLToPath } from 'node:url';
import { AuditTrail } from '@wissil/platform/audit';
import { recordEvent, startOutboxRelay } from '@wissil/platform/events';
import { assembleSubgraph, prepareSubgraphDatabase, type SubgraphDependencies, type SubgraphServer } from '@wissil/platform/subgraph';
import { PrismaClient } from '../generated/prisma/client.ts';
import { seed } from '../prisma/seed.ts';
import { AccessTokenIdentities } from './access-token/access-token-identity.ts';
import { AccessTokenService } from './access-token/access-token-service.ts';
import { LocalTokens } from './access-token/local-token.ts';
import { localTokenRoute } from './access-token/local-token-route.ts';
import { AuditAppender } from './audit/audit-appender.ts';
import { AuditAttempts } from './audit/audit-attempts.ts';
import { AuditChain } from './audit/audit-chain.ts';
import { auditConsumer } from './audit/audit-consumer.ts';
import { auditExportRoute } from './audit/audit-export-route.ts';
import { AuditLog } from './audit/audit-log.ts';
import { startAuditSweeper } from './audit/audit-sweeper.ts';
import type { LandingConfig } from './config.ts';
import type { LandingContext } from './context.ts';
import { HealthBoard } from './health/health-board.ts';
import { startHealthRetention } from './health/health-retention.ts';
import { HealthStore } from './health/health-store.ts';
import { MonitorLease } from './health/monitor-lease.ts';
import { SystemMonitor } from './health/system-monitor.ts';
import { openInfrastructure } from './infrastructure/infrastructure-probes.ts';
import { notificationConsumer } from './notification/notification-consumer.ts';
import { startNotificationRetention } from './notification/notification-retention.ts';
import { NotificationService } from './notification/notification-service.ts';
import { schema } from './schema.ts';
import { identitiesRoute } from './session/identities-route.ts';
import { identityAuthority } from './session/identity-authority.ts';
import { startSessionRetention } from './session/session-retention.ts';
import { SessionCache } from './session/session-cache.ts';
import { SessionService } from './session/session-service.ts';
import { openSignIn } from './sign-in/open-sign-in.ts';
import { serviceOf, SystemService } from './system/system-service.ts';
import { administratorsRoute } from './user/administrators-route.ts';
import { UserService } from './user/user-service.ts';

const HOUR_MS = 60 * 60_000;
const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** LANDING, with its PostgreSQL schema up to date and the six systems in it. */
export async function createServer(dependencies: SubgraphDependencies, config: LandingConfig): Promise<SubgraphServer> {
  const { databaseUrl, cache, bus, addresses } = dependencies;
  const logger = dependencies.logger.child({ subgraph: 'landing' });
  const db = new PrismaClient(await prepareSubgraphDatabase('landing', MIGRATIONS, dependencies));
  await seed(db);

  const systems = new SystemService({ db, addresses });
  const board = new HealthBoard({ cache, logger });
  const store = new HealthStore({ db, systems });
  const monitor = new SystemMonitor({
    targets: (await systems.all()).map((system) => ({
      systemId: system.id,
      service: serviceOf(system),
      address: addresses.internal[serviceOf(system)],
    })),
    board,
    store,
    lease: new MonitorLease({ databaseUrl, logger }),
    intervalMs: config.healthIntervalMs,
    logger,
  });
  const infrastructure = openInfrastructure({ db, cache, bus, config });

  const chain = new AuditChain(dependencies.secret);
  const appender = new AuditAppender({ chain, logger });
  await appender.prepare(db);
  const attempts = new AuditAttempts({ db, appender, logger });
  const auditLog = new AuditLog({ db, chain });
  const audit = new AuditTrail('landing', (event) => recordEvent(db, event), logger);
  const sessionCache = new SessionCache({ cache, logger });
  const sessions = new SessionService({
    db,
    cache: sessionCache,
    audit,
    logger,
    limits: { idleMs: config.sessionIdleHours * HOUR_MS, absoluteMs: config.sessionDays * 24 * HOUR_MS },
  });
  const accessTokens = new AccessTokenService({ db });
  const tokenIdentities = new AccessTokenIdentities({ db, logger });
  const signIn = openSignIn({ config, dependencies, db, sessions, audit, logger });
  const { accounts, facts: identityProvider } = signIn;
  const users = new UserService({
    db,
    accounts,
    endSessions: (tx, userId) => sessions.endIn(tx, userId),
  });
  const notifications = new NotificationService(db);
  const authority = identityAuthority({ session: sessions, token: tokenIdentities });

  const server = assembleSubgraph<LandingContext>({
    name: 'landing',
    schema,
    dependencies,
    context: (request) => ({
      ...request,
      db,
      bus,
      systems,
      board,
      monitor,
      users,
      sessions,
      accessTokens,
      identityProvider,
      auditLog,
      notifications,
    }),
    outbox: db,
    routes: [
      ...signIn.routes,
      auditExportRoute({ log: auditLog, chain }),
      identitiesRoute({
        authority,
        verifier: dependencies.verifier,
        audit,
        addressOf: (request) => dependencies.identities.addressOf(request),
      }),
      administratorsRoute({
        db,
        verifier: dependencies.verifier,
        audit,
        addressOf: (request) => dependencies.identities.addressOf(request),
      }),
      localTokenRoute({ localTokens: new LocalTokens({ db, cache, tokens: accessTokens }), secret: dependencies.secret, audit }),
    ],
    probes: infrastructure.probes,
    consumers: [auditConsumer({ db, attempts, logger }), notificationConsumer({ db, logger })],
    background: [
      async () => startOutboxRelay({ databaseUrl, schema: 'landing', source: 'landing', bus: sessionCache.forgetting(bus), logger }),
      async () => startHealthRetention({ store, logger }),
      async () => startNotificationRetention({ notifications, logger }),
      async () => startSessionRetention({ sessions, logger }),
      async () => startAuditSweeper({ attempts, logger }),
      () => monitor.start(),
    ],
    close: async () => {
      await infrastructure.close();
      await db.$disconnect();
    },
  });
  return { ...server, authority, announcements: signIn.announcements };
}
