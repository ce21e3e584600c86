import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { brokenQueries, validQueries } from '../testing/generated-operations.ts';
import { startGateway } from '../testing/running-gateway.ts';
import { inProcess, startStore } from '../testing/store-subgraphs.ts';

const COUNT = 10_000;
const MEGABYTE = 1024 * 1024;

it('[SHAPE-1] 10,000 generated queries, valid and not: no 5xx, bounded memory', async () => {
  await using store = await startStore();
  await using gateway = await startGateway(store.supergraph, {
    subgraphs: inProcess(store),
    environment: { GATEWAY_CACHED_DOCUMENTS: '200' },
  });
  const schema = gateway.gateway.holder.current.apiSchema;
  const bodies = fc.sample(
    fc.oneof(
      { weight: 3, arbitrary: brokenQueries(schema).map((query) => ({ query })) },
      { weight: 2, arbitrary: validQueries(schema, 3) },
      { weight: 1, arbitrary: fc.record({ query: fc.string(), variables: fc.jsonValue() }) },
    ),
    COUNT,
  );
  const statuses = new Map<number, number>();
  const heap: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < COUNT; index = next++) {
      const response = await gateway.post(bodies[index]);
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (index % 1_000 === 999) {
        globalThis.gc?.();
        heap.push(process.memoryUsage().heapUsed / MEGABYTE);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(COUNT / 2);
  // Once the caches are full nothing grows: what is measured may still hold garbage.
  expect(Math.min(...heap.slice(-3))).toBeLessThan(Math.min(...heap.slice(1, 4)) + 60);
  expect(await gateway.query('{ me { id } }')).toEqual({ data: { me: { id: 'u0' } } });
}, 300_000);
