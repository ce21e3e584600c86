import { waitFor } from '@wissil/testkit';
import pg from 'pg';
import { expect } from 'vitest';
import type { Acknowledged } from './load.ts';

const SCHEMAS = ['ignis', 'ignition', 'landing', 'slate', 'spark', 'waypoint'];
const SETTLED_WITHIN_MS = 60_000;

const unpublished = (schemas: readonly string[]) =>
  schemas.map((schema) => `SELECT count(*) FROM ${schema}.outbox WHERE published_at IS NULL`);

/** Waits until every event of these systems is on the bus. */
export function nothingUnpublished(databaseUrl: string, systems: readonly string[]): Promise<void> {
  return nothingLeft(databaseUrl, unpublished(systems), `every event of ${systems.join(' and ')} to be published`);
}

/** Waits until no event and no build is under way. */
export async function settled(databaseUrl: string): Promise<void> {
  const busy = [
    ...unpublished(SCHEMAS),
    `SELECT count(*) FROM ignis.build WHERE status IN ('QUEUED', 'RUNNING')`,
    'SELECT count(*) FROM ignition.job WHERE finished_at IS NULL',
    // What consumers have still to take from the bus.
    ...["ignis.inbox WHERE consumer = 'ignis-component-builds'", "waypoint.inbox WHERE consumer = 'waypoint-registry'"].map(
      (taken) => `SELECT (SELECT count(*) FROM spark.outbox WHERE subject = 'component.created') - (SELECT count(*) FROM ${taken})`,
    ),
  ];
  await nothingLeft(databaseUrl, busy, 'every event to be published and applied, and every build to end');
}

async function nothingLeft(databaseUrl: string, counts: readonly string[], what: string): Promise<void> {
  const statement = `SELECT ${counts.map((count) => `(${count})::int`).join(' + ')} AS left`;
  await waitFor(async () => (await query<{ left: number }>(databaseUrl, statement))[0]?.left === 0, { timeout: SETTLED_WITHIN_MS, what });
}

/** Waits until nothing of any system is waiting, under way or to be told: what never ends would be seen here. */
export async function nothingUnderWay(databaseUrl: string): Promise<void> {
  const busy = {
    ...Object.fromEntries(SCHEMAS.map((schema) => [`events of ${schema}`, `${schema}.outbox WHERE published_at IS NULL`])),
    ...Object.fromEntries(
      ['ignis', 'ignition', 'spark', 'waypoint'].map((schema) => [`jobs of ${schema}`, `${schema}.job WHERE finished_at IS NULL`]),
    ),
    builds: `ignis.build WHERE status IN ('QUEUED', 'RUNNING')`,
    environments: `ignis.dev_environment WHERE status = 'PREPARING'`,
    generations: `spark.generation WHERE status NOT IN ('SUCCEEDED', 'FAILED', 'UNMATCHED')`,
    creations: `ignition.project_creations WHERE status IN ('PENDING', 'RUNNING')`,
    runs: `waypoint.pipeline_run WHERE status NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED')`,
    deployments: `waypoint.deployment WHERE status IN ('PENDING', 'AWAITING_APPROVAL', 'IN_PROGRESS')`,
  };
  const statement = `SELECT ${Object.entries(busy)
    .map(([what, rows]) => `(SELECT count(*) FROM ${rows})::int AS "${what}"`)
    .join(', ')}`;
  let counts: Record<string, number> = {};
  await waitFor(
    async () => {
      counts = (await query<Record<string, number>>(databaseUrl, statement))[0] ?? {};
      return Object.values(counts).every((count) => count === 0);
    },
    { timeout: SETTLED_WITHIN_MS, what: 'everything to end' },
  ).catch((error: unknown) => {
    throw new Error(`never ended: ${JSON.stringify(counts)}`, { cause: error });
  });
}

/**
 * Every acknowledged mutation is in the record, and each change in the record, acknowledged or not, has had exactly one event, and each of
 * those exactly one effect.
 */
export async function expectEverythingOnce(databaseUrl: string, acknowledged: Acknowledged): Promise<void> {
  const read = <Row extends object>(sql: string, parameters?: unknown[]) => query<Row>(databaseUrl, sql, parameters);

  const versions = acknowledged.componentVersions;
  expect(new Set(versions.map(({ componentId, number }) => `${componentId} ${number}`)).size).toBe(versions.length);
  const missing = {
    componentVersions: await read(
      `SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) AS a(id, component_id, number)
       WHERE NOT EXISTS (SELECT FROM spark.component_versions v WHERE (v.id, v.component_id, v.number) = (a.id, a.component_id, a.number))`,
      [versions.map(({ id }) => id), versions.map(({ componentId }) => componentId), versions.map(({ number }) => number)],
    ),
    projects: await read(`SELECT id FROM unnest($1::text[]) AS a(id) WHERE id NOT IN (SELECT id FROM ignition.projects)`, [
      acknowledged.projects,
    ]),
    deployments: await read(`SELECT id FROM unnest($1::text[]) AS a(id) WHERE id NOT IN (SELECT id FROM waypoint.deployment)`, [
      acknowledged.deployments,
    ]),
    tokens: await read(
      `SELECT * FROM unnest($1::text[], $2::int[]) AS a(id, version) WHERE NOT EXISTS (SELECT FROM slate.tokens t WHERE t.id = a.id AND t.version >= a.version)`,
      [acknowledged.tokens.map(({ id }) => id), acknowledged.tokens.map(({ version }) => version)],
    ),
  };
  expect(missing).toEqual({ componentVersions: [], projects: [], deployments: [], tokens: [] });
  expect(new Set(acknowledged.tokens.map(({ id, version }) => `${id} ${version}`)).size).toBe(acknowledged.tokens.length);

  const [events] = await read<Record<string, number>>(
    `SELECT
       (SELECT count(*) FROM spark.component_versions)::int - (SELECT count(*) FROM spark.outbox WHERE subject = 'component.created')::int AS components,
       (SELECT count(*) FROM ignition.projects)::int - (SELECT count(*) FROM ignition.outbox WHERE subject = 'project.created')::int AS projects,
       (SELECT count(*) FROM waypoint.deployment)::int - (SELECT count(DISTINCT payload::json->>'id') FROM waypoint.outbox WHERE subject LIKE 'deployment.%')::int AS deployments,
       (SELECT sum(version - 1) FROM slate.tokens)::int - (SELECT count(*) FROM slate.outbox WHERE subject = 'tokens.updated')::int AS tokens`,
  );
  expect(events, 'changes without an event, or events without a change').toEqual({ components: 0, projects: 0, deployments: 0, tokens: 0 });

  const effects = await read(
    `SELECT v.id, r.entries, b.builds
     FROM spark.component_versions v,
       LATERAL (SELECT count(*)::int AS entries FROM waypoint.registry_entry WHERE component_version_id = v.id AND version = v.number) r,
       LATERAL (SELECT count(*)::int AS builds FROM ignis.build WHERE component_version_id = v.id AND status = 'SUCCEEDED') b
     WHERE (r.entries, b.builds) <> (1, 1)`,
  );
  expect(effects, 'versions without exactly one registry entry and one successful build').toEqual([]);
  const surplus = await read(
    `SELECT id FROM waypoint.registry_entry WHERE component_version_id NOT IN (SELECT id FROM spark.component_versions)
     UNION ALL SELECT id FROM ignis.build WHERE status <> 'SUCCEEDED' OR component_version_id IN (SELECT component_version_id FROM ignis.build GROUP BY 1 HAVING count(*) > 1)`,
  );
  expect(surplus, 'registry entries and builds that nothing asked for').toEqual([]);
}

async function query<Row extends object>(databaseUrl: string, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
