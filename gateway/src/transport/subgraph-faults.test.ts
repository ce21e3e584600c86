import { setTimeout as delay } from 'node:timers/promises';
import type { GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { bearer } from '../testing/test-identities.ts';
import { startStore, type StoreRequest, type StoreSubgraph } from '../testing/store-subgraphs.ts';

const QUERY = '{ me { id name reviews(first: 2) { body } } products(first: 2) { upc inStock } }';
const PARTS = {
  me: { id: 'u0', name: 'User 0 "quoted" é', reviews: [{ body: 'Review 0' }, { body: 'Review 8' }] },
  products: [
    { upc: 'p0', inStock: true },
    { upc: 'p1', inStock: true },
  ],
};

/** The next request that reaches a subgraph. */
function nextRequest(subgraph: StoreSubgraph): Promise<StoreRequest> {
  return new Promise((resolve) => {
    subgraph.onRequest = (request) => {
      subgraph.onRequest = undefined;
      resolve(request);
    };
  });
}

function codes(errors: readonly GraphQLFormattedError[] | undefined): unknown[] {
  return (errors ?? []).map((error) => [error.extensions?.['code'], error.extensions?.['serviceName']]);
}

async function slow(gateway: RunningGateway, scope: string, id: string): Promise<unknown> {
  const response = await gateway.post({ query: `query($id:ID!){user(id:$id){id name}}`, variables: { id } }, { headers: bearer(scope) });
  return response.json();
}

describe('a subgraph that fails costs only its fields', () => {
  it('[SHAPE-1] down: partial data, errors that name it, and all of it again once it is back', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    expect(await gateway.query(QUERY)).toEqual({ data: PARTS });
    await store.subgraphs.accounts.stop();
    const { data, errors } = await gateway.query(QUERY);
    expect(data).toEqual({ me: null, products: PARTS.products });
    expect(errors).toEqual([
      {
        message: 'The subgraph "accounts" cannot be reached.',
        path: ['me'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'accounts' },
      },
    ]);
    await store.subgraphs.accounts.start();
    expect(await gateway.query(QUERY)).toEqual({ data: PARTS });
  });

  it('[SHAPE-1] down in the middle of the plan: the error stands at each object that goes without', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    await store.subgraphs.inventory.stop();
    const { data, errors } = await gateway.query('{ products(first: 2) { upc stock } }');
    expect(data).toEqual({
      products: [
        { upc: 'p0', stock: null },
        { upc: 'p1', stock: null },
      ],
    });
    expect(errors?.map((error) => error.path)).toEqual([
      ['products', 0],
      ['products', 1],
    ]);
  });

  it('[SHAPE-1] an entity that stands in several places has its error at each of them', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    const { errors } = await gateway.query(
      '{ a: product(upc: "p4") { w: weight } reviews(first: 5) { subject { shipping } author { email } } users(first: 3) { reviews { author { email } } } }',
    );
    const paths = errors?.map((error) => error.path?.join('.'));
    expect(paths).toContain('reviews.2.author.email');
    expect(paths).toContain('users.2.reviews.0.author.email');
    expect(paths).toContain('users.2.reviews.1.author.email');
  });

  it.each<[string, (subgraph: StoreSubgraph) => void, RegExp]>([
    [
      'garbage',
      (subgraph) => (subgraph.fault = (_request, response) => void response.end('<html>')),
      /answered with something other than JSON \(HTTP 200\)/,
    ],
    [
      '5xx',
      (subgraph) => (subgraph.fault = (_request, response) => void response.writeHead(503).end('oops')),
      /something other than JSON \(HTTP 503\)/,
    ],
    [
      'another JSON',
      (subgraph) => (subgraph.fault = (_request, response) => void response.end('{"hello":1}')),
      /something other than a GraphQL response/,
    ],
    [
      'data that is a list',
      (subgraph) => (subgraph.fault = (_request, response) => void response.end('{"data":[1]}')),
      /malformed GraphQL response/,
    ],
    [
      'too much',
      (subgraph) => (subgraph.fault = (_request, response) => void response.end(`{"data":"${'x'.repeat(3_000)}"}`)),
      /answered with more than 2000 bytes/,
    ],
    ['a cut connection', (subgraph) => (subgraph.fault = (request) => void request.socket.destroy()), /cannot be reached/],
  ])('[SHAPE-1] %s: a clear error, the rest is answered', async (_name, breakIt, message) => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph, { environment: { GATEWAY_SUBGRAPH_ANSWER_BYTES: '2000' } });
    breakIt(store.subgraphs.accounts);
    const { data, errors } = await gateway.query(QUERY);
    expect(data).toEqual({ me: null, products: PARTS.products });
    expect(errors?.[0]?.message).toMatch(message);
    expect(errors?.[0]?.message).toContain('"accounts"');
  });

  it('[SHAPE-1] wrong values: null where the schema allows it, the parent elsewhere, an error for each', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    store.subgraphs.accounts.fault = (_request, response) =>
      void response.end(
        '{"data":{"users":[{"id":"u1","role":"KING","tags":7,"name":"n"},{"id":"u2","role":"ADMIN","tags":[1],"name":null}],"me":{"id":5,"role":"MEMBER","name":"x","tags":["t"]}}}',
      );
    const { data, errors } = await gateway.query('{ users { id name role tags } me { id name role tags } }');
    expect(data).toBeNull();
    expect(errors?.map((error) => error.path?.join('.')).sort()).toEqual([
      'users.0.role',
      'users.0.tags',
      'users.1.name',
      'users.1.tags.0',
    ]);
    store.subgraphs.accounts.fault = (_request, response) => void response.end('{"data":{"me":{"id":5,"tags":["t",null,3]}}}');
    expect((await gateway.query('{ me { id tags } }')).data).toEqual({ me: { id: '5', tags: ['t', null, null] } });
  });

  it('[SHAPE-1] slow: answered at the deadline without it, and its request is cancelled', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph, { environment: { GATEWAY_SUBGRAPH_TIMEOUT_MS: '80' } });
    const { accounts } = store.subgraphs;
    accounts.fault = () => undefined;
    const request = nextRequest(accounts);
    const { data, errors } = await gateway.query(QUERY);
    expect(data).toEqual({ me: null, products: PARTS.products });
    expect(errors?.[0]?.message).toBe('The subgraph "accounts" did not answer within 80 ms.');
    expect(codes(errors)).toEqual([['SUBGRAPH_TIMEOUT', 'accounts']]);
    await (
      await request
    ).aborted;
  });

  it('[SHAPE-1] the deadline of the request ends all of it', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph, { environment: { REQUEST_TIMEOUT_SECONDS: '1' } });
    store.subgraphs.reviews.fault = () => undefined;
    const { data, errors } = await gateway.query('{ me { id reviews { id } } reviews { id } }');
    expect(data).toBeNull();
    expect(new Set(codes(errors).map(String))).toEqual(new Set(['SUBGRAPH_TIMEOUT,reviews']));
  });
});

describe('cancellation', () => {
  it('[SHAPE-1] reaches the subgraph when the client goes away, and nobody else', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph, {
      environment: { GATEWAY_SUBGRAPH_TIMEOUT_MS: '60000', REQUEST_TIMEOUT_SECONDS: '60' },
    });
    const { accounts } = store.subgraphs;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    accounts.fault = (_request, response) => void held.then(() => response.end('{"data":{"me":{"id":"u0"}}}'));
    const first = nextRequest(accounts);
    const alone = new AbortController();
    const gone = gateway.post({ query: '{me{id}}' }, { signal: alone.signal }).catch((error: Error) => error.name);
    const request = await first;
    alone.abort();
    expect(await gone).toBe('AbortError');
    await request.aborted;

    const second = nextRequest(accounts);
    const leaver = new AbortController();
    const pair = [
      gateway.post({ query: '{me{id}}' }),
      gateway.post({ query: '{me{id}}' }, { signal: leaver.signal }).catch((error: Error) => error.name),
    ] as const;
    await second;
    // The second of the pair shares the execution of the first once the gateway has read it.
    await expect
      .poll(async () => (await gateway.metrics.getSingleMetric('wissil_gateway_shared_operations_total')!.get()).values[0]?.value)
      .toBe(1);
    leaver.abort();
    expect(await pair[1]).toBe('AbortError');
    release();
    expect(await (await pair[0]).json()).toEqual({ data: { me: { id: 'u0' } } });
  });

  it('[SHAPE-1] a mutation that has begun is not cancelled by its client', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    const { accounts, products } = store.subgraphs;
    const client = new AbortController();
    const first = nextRequest(products);
    const second = nextRequest(accounts);
    products.fault = (_request, response) => {
      client.abort();
      void delay(20).then(() => response.end('{"data":{"price":{"upc":"p1"}}}'));
    };
    const gone = gateway
      .post({ query: 'mutation{price(upc:"p1",amount:1){upc} rename(id:"u1",name:"x"){id}}' }, { signal: client.signal })
      .catch((error: Error) => error.name);
    await first;
    expect(await gone).toBe('AbortError');
    expect((await second).body).toContain('rename');
  });
});

describe('sharing between requests', () => {
  it('[SHAPE-1] calls of the same turn with the same rights travel together, others never', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    const { accounts } = store.subgraphs;
    const answers = await Promise.all(
      ['ADMIN', 'AGENT', 'ADMIN', 'AGENT', 'ADMIN', 'ADMIN'].map((scope, index) => slow(gateway, scope, `u${String(index % 2)}`)),
    );
    expect(answers.map((answer) => (answer as { data: { user: { id: string } } }).data.user.id)).toEqual([
      'u0',
      'u1',
      'u0',
      'u1',
      'u0',
      'u1',
    ]);
    expect(accounts.requests.length).toBeGreaterThanOrEqual(2);
    for (const { body } of accounts.requests) expect([...body.matchAll(/"u[01]"/g)].length).toBeLessThanOrEqual(2);
  });

  it('[SHAPE-1] two scopes never share an execution, nor two values of a forwarded header', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph, { environment: { GATEWAY_FORWARDED_HEADERS: 'x-tenant' } });
    const { accounts } = store.subgraphs;
    const seen: unknown[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    accounts.fault = (request, response) => {
      seen.push(request.headers['x-tenant']);
      void held.then(() => response.end(`{"data":{"me":{"id":"${String(request.headers['x-tenant'])}-${String(seen.length)}"}}}`));
    };
    const ask = async (scope: string, tenant: string): Promise<unknown> =>
      (await gateway.post({ query: '{me{id}}' }, { headers: { ...bearer(scope), 'x-tenant': tenant } })).json();
    const all = [ask('ADMIN', 't1'), ask('AGENT', 't1'), ask('ADMIN', 't2'), ask('AGENT', 't2')];
    await expect.poll(() => seen.length).toBe(4);
    release();
    await Promise.all(all);
    expect([...seen].sort()).toEqual(['t1', 't1', 't2', 't2']);
  });

  it('[SHAPE-1] equal queries in flight are one, mutations never', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    const { products } = store.subgraphs;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    products.fault = (request, response) => void held.then(() => response.end('{"data":{"product":{"upc":"p1"},"price":{"upc":"p1"}}}'));
    const many = Array.from({ length: 5 }, () => gateway.query('{product(upc:"p1"){upc}}'));
    const mutations = Array.from({ length: 5 }, () => gateway.query('mutation{price(upc:"p1",amount:1){upc}}'));
    await expect.poll(() => products.requests.length).toBe(6);
    release();
    expect(await Promise.all(many)).toEqual(Array.from({ length: 5 }, () => ({ data: { product: { upc: 'p1' } } })));
    await Promise.all(mutations);
    expect(products.requests.filter(({ body }) => body.includes('mutation')).length).toBe(5);
  });

  it('[SHAPE-1] request id, trace context and listed headers travel on, others do not', async () => {
    await using store = await startStore();
    await using gateway = await startGateway(store.supergraph);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await gateway.post(
      { query: '{me{id}}' },
      { headers: { 'x-request-id': 'r1', traceparent, 'accept-language': 'de', cookie: 'session=1', authorization: 'Bearer ADMIN' } },
    );
    const { headers } = store.subgraphs.accounts.requests[0]!;
    expect([headers['x-request-id'], headers['traceparent'], headers['accept-language'], headers.cookie, headers.authorization]).toEqual([
      'r1',
      traceparent,
      'de',
      undefined,
      undefined,
    ]);
  });
});
