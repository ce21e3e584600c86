import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validQueries } from '../testing/generated-operations.ts';
import { startGateway } from '../testing/running-gateway.ts';
import { inProcess, startStore } from '../testing/store-subgraphs.ts';

const ROOMY = { GATEWAY_MAX_ALIASES: '10000', GATEWAY_MAX_COST: '1000000000' };

describe('subgraphs in the same process', () => {
  it('[SHAPE-1] answer as they do over HTTP, side by side', async () => {
    await using store = await startStore();
    await using remote = await startGateway(store.supergraph, { environment: ROOMY });
    await using local = await startGateway(store.supergraph, { environment: ROOMY, subgraphs: inProcess(store) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(validQueries(local.gateway.holder.current.apiSchema, 3), { minLength: 2, maxLength: 5 }),
        async (operations) => {
          const ask = (gateway: typeof local) => Promise.all(operations.map(({ query, variables }) => gateway.query(query, variables)));
          const [near, far] = await Promise.all([ask(local), ask(remote)]);
          expect(near.map(({ data }) => data)).toEqual(far.map(({ data }) => data));
          expect(near.map(({ errors }) => errors?.length)).toEqual(far.map(({ errors }) => errors?.length));
        },
      ),
      { numRuns: 30 },
    );
    const before = Object.values(store.subgraphs).map((subgraph) => subgraph.requests.length);
    await local.query('{ me { id } products { upc } }');
    expect(Object.values(store.subgraphs).map((subgraph) => subgraph.requests.length)).toEqual(before);
  }, 60_000);

  it('[SHAPE-1] learn for whom they run, and that nobody waits any more', async () => {
    await using store = await startStore();
    let seen: (signal: AbortSignal) => void = () => undefined;
    const running = new Promise<AbortSignal>((resolve) => (seen = resolve));
    const scopes: unknown[] = [];
    const subgraphs = inProcess(store, ({ caller, requestId, signal }) => {
      scopes.push([caller.scope, requestId]);
      seen(signal!);
    }).map((server) => ({
      ...server,
      execute: async (request: never) => {
        void server.execute(request);
        return new Promise<never>(() => undefined);
      },
    }));
    await using gateway = await startGateway(store.supergraph, { subgraphs });
    const client = new AbortController();
    const gone = gateway
      .post({ query: '{me{id}}' }, { signal: client.signal, headers: { 'x-request-id': 'r' } })
      .catch((error: Error) => error.name);
    const signal = await running;
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    client.abort();
    await Promise.all([gone, aborted]);
    expect(scopes).toEqual([['ADMIN', 'r']]);
  });
});
