import { createCache } from '@wissil/platform/cache';
import { createPrismaAdapter } from '@wissil/platform/database';
import { createEventBus } from '@wissil/platform/events';
import type { DependencyReport } from '@wissil/platform/health';
import { HealthMonitor } from '@wissil/platform/health';
import { createLogger } from '@wissil/platform/logging';
import { createDatabase, sharedNats, sharedRedis, startRedis, startRedisSentinel, waitFor } from '@wissil/testkit';
import { expect, it } from 'vitest';
import { PrismaClient } from '../../generated/prisma/client.ts';
import { parseLandingConfig } from '../config.ts';
import { openInfrastructure } from './infrastructure-probes.ts';

const logger = createLogger({ level: 'silent', name: 'landing' });

/** LANDING's infrastructure as the settings name it. */
async function infrastructureOf(env: Record<string, string>) {
  const database = await createDatabase();
  const config = parseLandingConfig(env);
  const db = new PrismaClient({ adapter: createPrismaAdapter(database.url, 'landing') });
  const cache = createCache({ redis: config.redis });
  const bus = createEventBus(config.nats.kind === 'embedded' ? { kind: 'embedded', databaseUrl: database.url } : config.nats, { logger });
  const infrastructure = openInfrastructure({ db, cache, bus, config });
  return {
    async report(): Promise<Record<string, DependencyReport>> {
      const { dependencies } = await new HealthMonitor({ service: 'landing', version: '1', probes: infrastructure.probes }).report();
      return Object.fromEntries(dependencies.map((dependency) => [dependency.name, dependency]));
    },
    async [Symbol.asyncDispose]() {
      await infrastructure.close();
      await Promise.all([bus.close(), cache.close(), db.$disconnect()]);
      await database[Symbol.asyncDispose]();
    },
  };
}

it('[LAND-4] Redis and NATS are asked with PING where they are configured', async () => {
  await using infrastructure = await infrastructureOf({ REDIS_URL: (await sharedRedis()).url, NATS_URL: (await sharedNats()).url });
  const report = await waitFor(async () => {
    const current = await infrastructure.report();
    return current['Redis']?.status === 'up' && current['NATS']?.status === 'up' ? current : undefined;
  });
  expect(report['Redis Sentinel']?.status).toBe('not-configured');
});

it('[LAND-4] Sentinel is asked for its masters, and says when the master is down', async () => {
  await using master = await startRedis();
  await using sentinel = await startRedisSentinel({ master });
  await using infrastructure = await infrastructureOf({ REDIS_URL: sentinel.url });
  await waitFor(async () => (await infrastructure.report())['Redis Sentinel']?.status === 'up');
  await master.kill();
  const down = await waitFor(async () => {
    const report = (await infrastructure.report())['Redis Sentinel'];
    return report?.status === 'down' && report.lastError?.includes('_down') ? report : undefined;
  });
  expect(down.lastError).toMatch(/says that the master mymaster is .*_down/);
  await sentinel.kill();
  expect((await infrastructure.report())['Redis Sentinel']?.lastError).toMatch(/^no Sentinel answers/);
});

it('[LAND-4] a replica that follows nobody is down, and so is one that does not answer', async () => {
  await using database = await createDatabase();
  await using primary = await infrastructureOf({ DATABASE_REPLICA_URL: database.url });
  expect((await primary.report())['PostgreSQL replica']).toMatchObject({
    status: 'down',
    lastError: expect.stringContaining('is no replica'),
  });
  await using absent = await infrastructureOf({
    DATABASE_REPLICA_URL: 'postgresql://127.0.0.1:1/postgres',
    REGISTRY_MIRROR_URL: 'http://127.0.0.1:1',
  });
  expect(await absent.report()).toMatchObject({
    'PostgreSQL replica': { status: 'down', lastError: expect.stringContaining('ECONNREFUSED') },
    'Registry mirror': { status: 'down', lastError: expect.stringContaining('http://127.0.0.1:1 does not answer') },
  });
});
