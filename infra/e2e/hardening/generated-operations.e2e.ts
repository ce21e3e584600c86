import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { freePort, type GraphError, liveHeap, REPOSITORY, startSupergraph, type Supergraph } from '@wissil/testkit';
import { expect, test } from 'vitest';
import { type GeneratedOperation, OperationGenerator } from './generated-operations.ts';
import { HostileValues } from './hostile-values.ts';
import { Random } from './random.ts';

const COUNT = 10_000;
const CONCURRENCY = 16;
const SEED = 20_261_123;
/** About 40 seconds of one processor; several times that where others use it too. */
const DEADLINE_MS = 300_000;

const MEGABYTE = 1024 * 1024;

/** What the process may keep more, all garbage collected, after the second half than after the first, in which its caches have filled. */
const GROWTH_MB = 32;

/** A fault that the sender of a request is to blame for never ends in one of these. */
const OURS = ['INTERNAL_SERVER_ERROR', 'INTERNAL', 'SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT', 'UNAVAILABLE', 'REQUEST_TIMEOUT'];

test(
  '[SHAPE-5] 10,000 generated operations, valid and not: no 5xx, no internal error, bounded memory',
  async () => {
    const inspector = await freePort();
    await using supergraph = await startSupergraph({ env: { LOG_LEVEL: 'error', NODE_OPTIONS: `--inspect=127.0.0.1:${inspector}` } });
    const generator = await generatorFor(supergraph);
    const authorization = await supergraph.authorization();
    const statuses = new Map<number, number>();
    const codes = new Map<string, number>();
    const faults: { operation: GeneratedOperation; status: number; errors: unknown }[] = [];
    let succeeded = 0;

    const send = async (operation: GeneratedOperation): Promise<void> => {
      const { query, variables } = operation;
      const response = await fetch(`${supergraph.gatewayUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...authorization },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = (await response.json()) as { data?: object | null; errors?: GraphError[] };
      count(statuses, response.status);
      if (data && errors.length === 0) succeeded += 1;
      const found = errors.map(({ extensions }) => String(extensions?.['code']));
      for (const code of found) count(codes, code);
      if (response.status >= 500 || found.some((code) => OURS.includes(code) || code === 'undefined'))
        faults.push({ operation, status: response.status, errors });
    };

    const { pid } = supergraph.program;
    const begun = performance.now();
    await inParallel(COUNT / 2, () => send(next(generator)));
    const half = (await liveHeap(inspector)) / MEGABYTE;
    await inParallel(COUNT / 2, () => send(next(generator)));
    const end = (await liveHeap(inspector)) / MEGABYTE;
    const seconds = (performance.now() - begun) / 1_000;
    console.info(
      `${COUNT} generated operations in ${seconds.toFixed(1)} s, ${succeeded} without an error, statuses ${list(statuses)}, codes ${list(codes)}; ` +
        `live ${half.toFixed(0)} MB after half, ${end.toFixed(0)} MB at the end`,
    );

    const unexpected = supergraph.program.output.split('\n').filter((line) => line.includes('"level":50'));
    expect({ faults: faults.slice(0, 5), unexpected: unexpected.slice(0, 5) }).toEqual({ faults: [], unexpected: [] });
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 400)).toEqual([]);
    // The generator reaches the resolvers, not only the gateway's checks.
    expect(succeeded).toBeGreaterThan(COUNT / 5);
    expect(end - half).toBeLessThan(GROWTH_MB);
    expect(supergraph.program.pid).toBe(pid);
    expect(supergraph.program.running).toBe(true);
    expect(
      await supergraph.graphql(
        '{ systems { totalCount } tokens(first: 1) { totalCount } templates { totalCount } environments { totalCount } }',
      ),
    ).toEqual({
      data: {
        systems: { totalCount: 6 },
        tokens: { totalCount: expect.any(Number) },
        templates: { totalCount: 3 },
        environments: { totalCount: 3 },
      },
    });
  },
  DEADLINE_MS,
);

let turn = 0;

/** Of ten operations four are queries, two mutations and four are broken. */
function next(generator: OperationGenerator): GeneratedOperation {
  turn = (turn + 1) % 10;
  return turn < 4 ? generator.query() : turn < 6 ? generator.mutation() : generator.damaged();
}

async function generatorFor(supergraph: Supergraph): Promise<OperationGenerator> {
  const schema = buildSchema(readFileSync(join(REPOSITORY, 'schema/api.graphql'), 'utf8'));
  const { data } = await supergraph.graphql<object>(`{
    tokens(first: 150) { edges { node { id path cssVariable value } } }
    tokenGroups(first: 5) { edges { node { id path } } }
    tokenSets { edges { node { id slug } } }
    templates { edges { node { id slug inputs { key defaultValue } } } }
    components { edges { node { id slug name latestVersion { id source } } } }
    registryEntries { edges { node { id } } }
    environments { edges { node { id } } }
    deployments { edges { node { id } } }
    builds { edges { node { id } } }
    systems { edges { node { id } } }
  }`);
  const { texts, values } = leaves(data);
  const random = new Random(SEED);
  return new OperationGenerator({ schema, random, values: new HostileValues(random, texts, values), shapesPerField: 12 });
}

/** The texts in an answer, and what it holds as JSON. */
function leaves(data: object): { texts: string[]; values: unknown[] } {
  const texts = new Set<string>();
  const values: unknown[] = [];
  const walk = (value: unknown, key: string): void => {
    if (key === 'value' || key === 'defaultValue') values.push(value);
    else if (typeof value === 'string') texts.add(value);
    else if (typeof value === 'object' && value !== null) for (const [name, part] of Object.entries(value)) walk(part, name);
  };
  walk(data, '');
  return { texts: [...texts], values };
}

async function inParallel(times: number, work: () => Promise<void>): Promise<void> {
  let left = times;
  const worker = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function list(counts: ReadonlyMap<unknown, number>): string {
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([key, times]) => `${key} × ${times}`)
    .join(', ');
}
