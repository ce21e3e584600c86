import { statementCounter } from '@wissil/platform/database';
import { contractOf, type RunningSubgraph, startFaultProxy, waitFor, testCaller } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, startInstallation, startLanding } from './start-landing.ts';

interface SystemData {
  id: string;
  name: string;
  address: string;
  health: { status: string; since: string; lastError: string | null; dependencies: { name: string; status: string }[] };
  healthHistory: { totalCount: number; edges: { node: { status: string; reason: string | null } }[] };
}

const SYSTEM = `query ($name: SystemName!) {
  system(name: $name) {
    id name address
    health { status since lastError dependencies { name status } }
    healthHistory(first: 10) { totalCount edges { node { status reason } } }
  }
}`;

async function system(landing: RunningSubgraph, name: string): Promise<SystemData> {
  const { data } = await landing.query<{ system: SystemData }>(SYSTEM, { name });
  return data.system;
}

async function untilStatus(landing: RunningSubgraph, name: string, status: string): Promise<SystemData> {
  return waitFor(
    async () => {
      const found = await system(landing, name);
      return found.health.status === status ? found : undefined;
    },
    { what: `${name} to be ${status}` },
  );
}

function historyOf(found: SystemData): string[] {
  return found.healthHistory.edges.map(({ node }) => node.status);
}

describe('LANDING', () => {
  let installation: Installation;
  let landing: RunningSubgraph;
  beforeAll(async () => {
    installation = await startInstallation();
    landing = await startLanding(installation);
    for (const name of ['LANDING', 'SLATE', 'IGNITION', 'SPARK', 'IGNIS', 'WAYPOINT']) await untilStatus(landing, name, 'UP');
  });
  afterAll(async () => {
    await landing[Symbol.asyncDispose]();
    await installation[Symbol.asyncDispose]();
  });

  it('[SHAPE-1] prints the contract that the supergraph is composed of', async () => {
    expect(await landing.sdl()).toBe(await contractOf('landing'));
  });

  it('[LAND-3] lists the six systems in the order of their cards, each with the address that people open', async () => {
    const { data, errors } = await landing.query<{
      systems: { totalCount: number; edges: { node: { name: string; address: string; purpose: string } }[] };
    }>('{ systems { totalCount edges { node { name address purpose } } } }');
    expect(errors).toBeUndefined();
    expect(data.systems.totalCount).toBe(6);
    expect(data.systems.edges.map(({ node }) => node.name)).toEqual(['WAYPOINT', 'IGNITION', 'SLATE', 'SPARK', 'IGNIS', 'LANDING']);
    expect(data.systems.edges[2]?.node.address).toBe('https://slate.example.org');
  });

  it('[LAND-2] a system that stops is DOWN within two seconds, with its reason in the history, and UP again when it is back', async () => {
    const begun = performance.now();
    await installation.systems.slate.stop();
    const down = await untilStatus(landing, 'SLATE', 'DOWN');
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(down.health.lastError).toMatch(/ECONNREFUSED/);
    await installation.systems.slate.start();
    const up = await untilStatus(landing, 'SLATE', 'UP');
    const { healthHistory } = await waitFor(async () => {
      const found = await system(landing, 'SLATE');
      return found.healthHistory.totalCount === 3 ? found : undefined;
    });
    expect(healthHistory.edges.map(({ node }) => node)).toEqual([
      { status: 'UP', reason: null },
      { status: 'DOWN', reason: down.health.lastError },
      { status: 'UP', reason: null },
    ]);
    expect(Date.parse(up.health.since)).toBeGreaterThan(Date.parse(down.health.since));
  });

  it('[LAND-4] a dependency that is down degrades its system, by name', async () => {
    installation.systems.waypoint.report({
      status: 'degraded',
      dependencies: [{ name: 'Kubernetes', status: 'down', latencyMs: 800, lastError: 'no answer within 800 ms' }],
    });
    const degraded = await untilStatus(landing, 'WAYPOINT', 'DEGRADED');
    expect(degraded.health.dependencies).toEqual([{ name: 'Kubernetes', status: 'DOWN' }]);
    installation.systems.waypoint.report({ status: 'up', dependencies: [] });
    await untilStatus(landing, 'WAYPOINT', 'UP');
  });

  it('[LAND-2] a system that hangs is DOWN', async () => {
    installation.systems.ignis.hang();
    const down = await untilStatus(landing, 'IGNIS', 'DOWN');
    expect(down.health.lastError).toMatch(/did not answer within 800 ms/);
    await installation.systems.ignis.start();
    await untilStatus(landing, 'IGNIS', 'UP');
  });

  it('[LAND-2] a port that somebody else answers on is DOWN, and says who does', async () => {
    installation.systems.spark.report({ service: 'slate' });
    const down = await untilStatus(landing, 'SPARK', 'DOWN');
    expect(down.health.lastError).toMatch(/is SLATE, not SPARK$/);
    installation.systems.spark.report({ service: 'spark' });
    await untilStatus(landing, 'SPARK', 'UP');
  });

  it('[FLOW-3] each change is an event that holds the whole system', async () => {
    const before = landing.events.length;
    await installation.systems.ignition.stop();
    const event = await waitFor(() => landing.events.slice(before).find(({ payload }) => (payload as SystemData).name === 'IGNITION'));
    expect(event.source).toBe('landing');
    expect(event.payload).toMatchObject({
      __typename: 'System',
      name: 'IGNITION',
      title: 'Ignition',
      address: 'https://ignition.example.org',
      health: { status: 'DOWN', version: '1.0.0', latencyMs: null, dependencies: [] },
    });
    await installation.systems.ignition.start();
    await untilStatus(landing, 'IGNITION', 'UP');
  });

  it('[SHAPE-2] systemHealthChanged tells a subscriber of LANDING itself', async () => {
    const response = await fetch(`${landing.url}/subgraph`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...(await landing.signed(testCaller('DESIGNER'))) },
      body: JSON.stringify({ query: 'subscription { systemHealthChanged { name health { status } } }' }),
    });
    const lines = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    await installation.systems.spark.stop();
    let received = '';
    for (let read = await lines.read(); !read.done && !received.includes('"DOWN"'); read = await lines.read()) received += read.value;
    expect(received).toContain('{"data":{"systemHealthChanged":{"name":"SPARK","health":{"status":"DOWN"}}}}');
    await lines.cancel();
    await installation.systems.spark.start();
    await untilStatus(landing, 'SPARK', 'UP');
  });

  it('[LAND-2] checkSystemHealth probes at once', async () => {
    const before = installation.systems.slate.requests;
    const { data } = await landing.query<{ checkSystemHealth: { name: string; health: { status: string } } }>(
      'mutation { checkSystemHealth(input: { name: SLATE }) { ... on System { name health { status } } ... on NotFoundError { message } } }',
    );
    expect(data.checkSystemHealth).toEqual({ name: 'SLATE', health: { status: 'UP' } });
    expect(installation.systems.slate.requests).toBeGreaterThan(before);
  });

  it('[SHAPE-1] one system and six cost the same number of statements', async () => {
    const count = async (names: string[]) => {
      const ids = await Promise.all(names.map(async (name) => (await system(landing, name)).id));
      const { result, statements } = await statementCounter.count(() =>
        landing.query<{ _entities: SystemData[] }>(
          `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on System {
            name health { status } healthHistory(first: 5) { totalCount edges { node { status } } } } } }`,
          { representations: ids.map((id) => ({ __typename: 'System', id })) },
        ),
      );
      expect(result.errors).toBeUndefined();
      expect(result.data._entities.map(({ name }) => name)).toEqual(names);
      return statements.length;
    };
    expect(await count(['SLATE'])).toBe(2);
    expect(await count(['SLATE', 'SPARK', 'IGNIS', 'IGNITION', 'WAYPOINT', 'LANDING'])).toBe(2);
  });

  it('[LAND-4] answers GET /api/health with itself and its infrastructure', async () => {
    const report = await landing.server.health();
    expect(report.dependencies.map(({ name, status }) => [name, status])).toEqual([
      ['PostgreSQL', 'up'],
      ['Redis', 'not-configured'],
      ['PostgreSQL replica', 'not-configured'],
      ['Redis Sentinel', 'not-configured'],
      ['NATS', 'not-configured'],
      ['Registry mirror', 'not-configured'],
    ]);
  });
});

describe('LANDING’s own faults', () => {
  it('[LAND-2] a restart leaves no trace in the history, and tells pages what it finds', async () => {
    await using installation = await startInstallation();
    let since: string;
    {
      await using landing = await startLanding(installation);
      ({ since } = (await untilStatus(landing, 'SLATE', 'UP')).health);
      await waitFor(async () => (await system(landing, 'SLATE')).healthHistory.totalCount === 1);
    }
    await using landing = await startLanding(installation);
    await waitFor(() => landing.events.some(({ payload }) => (payload as SystemData).name === 'SLATE'));
    const settled = await waitFor(async () => {
      const found = await untilStatus(landing, 'SLATE', 'UP');
      return found.health.since === since ? found : undefined;
    });
    expect(historyOf(settled)).toEqual(['UP']);
  });

  it('[FLOW-3] of two replicas one probes, the other shows the same, and takes over when the first dies', async () => {
    await using installation = await startInstallation();
    await using first = await startLanding(installation);
    await untilStatus(first, 'SLATE', 'UP');
    await using second = await startLanding(installation);
    await untilStatus(second, 'SLATE', 'UP');
    await installation.systems.slate.stop();
    await untilStatus(first, 'SLATE', 'DOWN');
    await untilStatus(second, 'SLATE', 'DOWN');
    await first.stop();
    await installation.systems.slate.start();
    const up = await untilStatus(second, 'SLATE', 'UP');
    expect(up.health.status).toBe('UP');
    await waitFor(async () => historyOf(await system(second, 'SLATE')).join() === 'UP,DOWN,UP');
    expect(
      second.events.filter(({ payload }) => (payload as SystemData).name === 'SLATE' && (payload as SystemData).health.status === 'DOWN'),
    ).toHaveLength(1);
  });

  it('[FLOW-3] a change while PostgreSQL is cut off is saved and told when it answers again', async () => {
    await using installation = await startInstallation();
    await using proxy = await startFaultProxy({ target: installation.databaseUrl });
    await using landing = await startLanding(installation, { databaseUrl: proxy.url });
    await untilStatus(landing, 'SLATE', 'UP');
    await waitFor(async () => (await system(landing, 'SLATE')).healthHistory.totalCount === 1);
    await proxy.set({ kind: 'reset' });
    await installation.systems.slate.stop();
    await waitFor(async () => (await landing.server.health()).status === 'degraded');
    const requests = installation.systems.spark.requests;
    await waitFor(() => installation.systems.spark.requests > requests + 3);
    await proxy.set({ kind: 'pass' });
    const down = await untilStatus(landing, 'SLATE', 'DOWN');
    expect(down.health.status).toBe('DOWN');
    await waitFor(async () => historyOf(await system(landing, 'SLATE')).join() === 'DOWN,UP');
    await waitFor(() => landing.events.some(({ payload }) => (payload as SystemData).health.status === 'DOWN'), { timeout: 15_000 });
  });
});
