import { ApolloGateway } from '@apollo/gateway';
import * as fc from 'fast-check';
import { parse, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validQueries } from '../testing/generated-operations.ts';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { startStore, type Store } from '../testing/store-subgraphs.ts';

let store: Store;
let gateway: RunningGateway;
let batched: RunningGateway;
let oracle: (query: string, variables?: Record<string, unknown>) => Promise<ExecutionResult>;
let apollo: ApolloGateway;

const ROOMY = { GATEWAY_MAX_ALIASES: '10000', GATEWAY_MAX_COST: '1000000000', GATEWAY_MAX_FIELDS: '10000' };

beforeAll(async () => {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
  store = await startStore();
  gateway = await startGateway(store.supergraph, { environment: { ...ROOMY, GATEWAY_BATCHING: 'false', GATEWAY_DEDUPE: 'false' } });
  batched = await startGateway(store.supergraph, { environment: ROOMY });
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  apollo = new ApolloGateway({ supergraphSdl: store.supergraph, logger: quiet });
  const { executor } = await apollo.load();
  oracle = async (query, variables = {}) => {
    const document = parse(query);
    const request = { query, variables };
    return (await executor({
      document,
      request,
      operationName: null,
      queryHash: query,
      context: {},
      metrics: {},
      logger: quiet,
      schema: apollo.schema,
      source: query,
      cache: undefined,
    } as never)) as ExecutionResult;
  };
});
afterAll(async () => {
  await apollo.stop();
  await gateway[Symbol.asyncDispose]();
  await batched[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

const messages = (errors: readonly GraphQLFormattedError[] | undefined): string[] =>
  [...new Set((errors ?? []).map((error) => error.message).filter((message) => !message.startsWith('Cannot return null')))].sort();

/** The oracle leaves the prototype off its objects. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

async function expectSame(query: string, variables: Record<string, unknown> = {}): Promise<void> {
  const [theirs, ours, together] = await Promise.all([
    oracle(query, variables),
    gateway.query(query, variables),
    batched.query(query, variables),
  ]);
  expect(ours.data, query).toEqual(plain(theirs.data ?? null));
  expect(together.data).toEqual(ours.data);
  expect(messages(ours.errors)).toEqual(messages(theirs.errors as never));
  expect(messages(together.errors)).toEqual(messages(ours.errors));
  // Order of the keys is that of the selection, as with the oracle.
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data ?? null));
}

describe('the executor answers as @apollo/gateway does', () => {
  it.each([
    '{ me { id name email role tags profile { bio since } } }',
    '{ users { id email reviews(first: 2) { id body subject { title price inStock shipping } author { name } } } }',
    '{ catalog { __typename t: __typename upc title ... on Product { price rating reviews { body } inStock } ... on Bundle { inStock items { upc stock } } } }',
    '{ search(text: "x") { ... on Item { upc } ... on Product { shipping } ... on Bundle { title } } }',
    '{ products { upc fragile } }',
    '{ product(upc: "p4") { upc title fragile } me { id } }',
    '{ product(upc: "p4") { upc reviews { subject { fragile } } } }',
    '{ a: me { x: id } b: me { x: name ...F } } fragment F on User { y: reviews { id subject { upc ... @include(if: false) { title } } } }',
    '{ __typename a: __typename me { __typename } }',
    '{ __schema { queryType { name } } __type(name: "User") { fields { name } } me { id } }',
    '{ constructor: me { toString: id hasOwnProperty: reviews { valueOf: body } } }',
    '{ products { dimensions { depth height } reviews { id } } }',
    '{ product(upc: "p0") { dimensions { width depth height } } }',
    '{ products { matrix dimensions { width height } weight } }',
  ])('[SHAPE-1] %s', async (query) => {
    await expectSame(query);
  });

  it('[SHAPE-1] mutations run serially and are completed from other subgraphs', async () => {
    await expectSame(
      'mutation { a: price(upc: "p1", amount: 7) { price shipping reviews { id } } b: review(upc: "p2", body: "x") { body subject { title } author { name } } c: rename(id: "u1", name: "n") { name reviews { id } } }',
    );
  });

  it('[SHAPE-1] on generated queries', async () => {
    await fc.assert(
      fc.asyncProperty(validQueries(gateway.gateway.holder.current.apiSchema), async ({ query, variables }) =>
        expectSame(query, variables),
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  it('[SHAPE-1] operations of one turn that share a fetch and go on differently', async () => {
    const batch = [1, 2, 3].map((first) => ({
      query: `{ users(first: 4) { id x: reviews(first: ${String(first)}) { id y: ${['body', 'stars', 'id'][first - 1]!} } } }`,
    }));
    const alone = await Promise.all(batch.map(({ query }) => gateway.query(query)));
    const before = store.subgraphs.accounts.requests.length;
    expect(await (await batched.post(batch)).json()).toEqual(alone);
    expect(store.subgraphs.accounts.requests.length).toBe(before + 1);
  });

  it('[SHAPE-1] on generated queries that run at the same time and share fetches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(validQueries(gateway.gateway.holder.current.apiSchema, 3), { minLength: 4, maxLength: 8 }),
        async (operations) => {
          const alone = await Promise.all(operations.map(async ({ query, variables }) => gateway.query(query, variables)));
          const together = await Promise.all(operations.map(({ query, variables }) => batched.query(query, variables)));
          const data = (results: typeof alone) => results.map((result) => result.data);
          expect(data(together)).toEqual(data(alone));
          expect(together.map((result) => messages(result.errors))).toEqual(alone.map((result) => messages(result.errors)));
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});
