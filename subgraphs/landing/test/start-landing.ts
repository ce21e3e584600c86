import type { EdgeGuard } from '@wissil/platform/auth';
import { SUBGRAPH_NAMES, type SubgraphName } from '@wissil/platform/subgraph';
import { createDatabase, type RunningSubgraph, startSubgraph } from '@wissil/testkit';
import { parseLandingConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';
import { type FakeSystem, startFakeSystem } from './fake-system.ts';

const INTERVAL_MS = 100;

/** The installation around LANDING: a database, and the other five systems on ports of their own. */
export interface Installation extends AsyncDisposable {
  databaseUrl: string;
  systems: Record<Exclude<SubgraphName, 'landing'>, FakeSystem>;
}

export async function startInstallation(): Promise<Installation> {
  const database = await createDatabase();
  const others = SUBGRAPH_NAMES.filter((name) => name !== 'landing');
  const started = await Promise.all(others.map(async (name) => [name, await startFakeSystem(name)] as const));
  return {
    databaseUrl: database.url,
    systems: Object.fromEntries(started) as Installation['systems'],
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(([, system]) => system[Symbol.asyncDispose]()));
      await database[Symbol.asyncDispose]();
    },
  };
}

/** One replica of LANDING; it keeps the events of `system.health.changed`. `databaseUrl` may lead through a fault proxy. */
export function startLanding(
  installation: Installation,
  options: { databaseUrl?: string; env?: Record<string, string>; guard?: EdgeGuard } = {},
): Promise<RunningSubgraph> {
  return startSubgraph(
    { name: 'landing', parseConfig: parseLandingConfig, createServer },
    {
      databaseUrl: options.databaseUrl ?? installation.databaseUrl,
      statementTimeoutMs: 2_000,
      internal: Object.fromEntries(Object.entries(installation.systems).map(([name, { url }]) => [name, url])),
      events: 'system.health.changed',
      ...(options.guard && { guard: options.guard }),
      env: { HEALTH_INTERVAL_MS: String(INTERVAL_MS), ...options.env },
    },
  );
}
