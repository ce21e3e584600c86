import { setTimeout as delay } from 'node:timers/promises';
import { startNats, startPostgres, startRedis, startSupergraph, type Supergraph, waitFor } from '@wissil/testkit';
import { expect, test } from 'vitest';
import { type Load, startLoad } from './load.ts';
import { expectEverythingOnce, settled } from './record.ts';

const TOTAL = 1_000;
const CONCURRENCY = 16;
const DEADLINE_MS = 600_000;

test(
  '[FLOW-3] [FLOW-1] kill -9 of the whole stack loses no acknowledged mutation and applies each of its events once',
  { timeout: DEADLINE_MS },
  async () => {
    await using supergraph = await startSupergraph();
    const load = await startLoad(supergraph, { total: TOTAL, concurrency: CONCURRENCY });
    for (const count of randomMoments(3)) {
      await load.reaches(count);
      await delay(Math.random() * 50);
      await supergraph.kill({ postgres: true });
      await supergraph.start();
      process.stdout.write(`killed after ${count} mutations; ready again after ${Math.round(supergraph.readyAfterMs)} ms\n`);
    }
    await load.done;
    await settled(supergraph.databaseUrl);
    report(load);
    await expectEverythingOnce(supergraph.databaseUrl, load.acknowledged);
    await supergraph.stop();
  },
);

test(
  '[FLOW-3] [TOPO-4] the stack outlives PostgreSQL, Redis and NATS, each killed in turn, and nothing is lost or applied twice',
  { timeout: DEADLINE_MS },
  async () => {
    await using postgres = await startPostgres({ engine: 'debian' });
    await using redis = await startRedis();
    await using nats = await startNats();
    await using supergraph = await startSupergraph({ services: { databaseUrl: postgres.url, redisUrl: redis.url, natsUrl: nats.url } });
    const load = await startLoad(supergraph, { total: TOTAL, concurrency: CONCURRENCY });
    const servers = [postgres, redis, nats, postgres];
    const moments = randomMoments(servers.length);
    for (const [index, server] of servers.entries()) {
      await load.reaches(moments[index] ?? 0);
      await server.kill();
      await delay(200 + Math.random() * 800);
      await server.restart();
    }
    await load.done;
    await settled(postgres.url);
    report(load);
    await expectEverythingOnce(postgres.url, load.acknowledged);
    expect(supergraph.program.running).toBe(true);
    await allHealthy(supergraph);
    await supergraph.stop();
  },
);

/** Counts of acknowledged mutations, one in each equal part of the run. */
function randomMoments(parts: number): number[] {
  const length = TOTAL / (parts + 1);
  return Array.from({ length: parts }, (_, part) => Math.round(length * (part + 0.4 + Math.random())));
}

function report({ count, unanswered }: Load): void {
  process.stdout.write(`${count} mutations acknowledged, ${unanswered.length} requests without an answer\n`);
}

async function allHealthy({ urls }: Supergraph): Promise<void> {
  await waitFor(
    async () => {
      const reports = await Promise.all(
        Object.values(urls).map(async (url) => (await fetch(`${url}/api/health`)).json() as Promise<{ status: string }>),
      );
      return reports.every(({ status }) => status === 'up');
    },
    { timeout: 15_000, what: 'every subgraph to report itself and its dependencies up' },
  );
}
