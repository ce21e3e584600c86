import { serverAudits } from 'graphql-http';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMINISTRATOR, startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { openTestIdentities } from '../testing/test-identities.ts';
import { startStore, type Store } from '../testing/store-subgraphs.ts';

const fetchAsAdministrator = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, headers: { ...ADMINISTRATOR, ...(init.headers as Record<string, string>) } });

let store: Store;
let gateway: RunningGateway;
beforeAll(async () => {
  store = await startStore();
  gateway = await startGateway(store.supergraph);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

describe('GraphQL over HTTP', () => {
  for (const audit of serverAudits({ url: () => `${gateway.url}/graphql`, fetchFn: fetchAsAdministrator })) {
    it(`[SHAPE-1] passes audit ${audit.id}: ${audit.name}`, async () => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
    });
  }

  it('[SHAPE-1] refuses a mutation over GET', async () => {
    const response = await fetchAsAdministrator(
      `${gateway.url}/graphql?query=${encodeURIComponent('mutation{price(upc:"p1",amount:2){upc}}')}`,
    );
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('[SHAPE-1] refuses what a foreign page can send without a preflight', async () => {
    const query = `${gateway.url}/graphql?query=${encodeURIComponent('{me{id}}')}`;
    const status = async (url: string, init: RequestInit) => (await fetchAsAdministrator(url, init)).status;
    expect(await status(query, { headers: { 'sec-fetch-site': 'cross-site', accept: 'application/graphql-response+json' } })).toBe(400);
    expect(await status(query, { headers: { cookie: 'session=1' } })).toBe(400);
    expect(await status(query, { headers: { 'sec-fetch-site': 'cross-site', 'x-wissil-client': 'test' } })).toBe(200);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect(
        await status(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body: '{"query":"{me{id}}"}' }),
      ).toBe(415);
    }
  });

  it('[SHAPE-1] answers with the request id that came, and makes one where none or a strange one came', async () => {
    const idOf = async (given: string) =>
      (await gateway.post({ query: '{me{id}}' }, { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idOf('abc-1')).toBe('abc-1');
    expect(await idOf('<script>')).toMatch(/^[\da-f-]{36}$/);
  });

  it('[SHAPE-1] refuses 20 MB early, whether or not the length is declared', async () => {
    const big = JSON.stringify({ query: `{me{id}} #${'x'.repeat(20_000_000)}` });
    const declared = await gateway.post(big);
    expect(declared.status).toBe(413);
    expect(await declared.json()).toEqual({
      errors: [{ message: 'The body of the request is larger than 1048576 bytes.', extensions: { code: 'PAYLOAD_TOO_LARGE' } }],
    });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(
        `${gateway.url}/graphql`,
        { method: 'POST', headers: { ...ADMINISTRATOR, 'content-type': 'application/json', 'transfer-encoding': 'chunked' } },
        (response) => {
          resolve(response.statusCode);
          response.resume();
        },
      );
      request.on('error', reject);
      request.end(big);
    });
    expect(status).toBe(413);
    expect(await gateway.query('{me{id}}')).toEqual({ data: { me: { id: 'u0' } } });
  });

  it('[SHAPE-1] answers a batch of ten in order and refuses one of a thousand', async () => {
    const batch = Array.from({ length: 10 }, (_, index) =>
      index === 3 ? { query: '{nope}' } : { query: 'query($id:ID!){user(id:$id){id}}', variables: { id: `u${String(index % 8)}` } },
    );
    const answers = (await (await gateway.post(batch)).json()) as { data?: { user: { id: string } } }[];
    expect(answers.map((answer) => answer.data?.user.id)).toEqual(['u0', 'u1', 'u2', undefined, 'u4', 'u5', 'u6', 'u7', 'u0', 'u1']);
    const refused = await gateway.post(Array.from({ length: 1_000 }, () => ({ query: '{me{id}}' })));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      errors: [{ message: 'The batch holds 1000 operations; 10 are allowed.', extensions: { code: 'BATCH_TOO_LARGE' } }],
    });
  });

  it('[SHAPE-1] masks what nobody expected and names the request in it', async () => {
    const logged: { err: Error; requestId: string }[] = [];
    const quiet = (): void => undefined;
    const { client } = await openTestIdentities();
    client.authenticate = () => {
      throw new Error('secret detail');
    };
    await using broken = await startGateway(store.supergraph, {
      logger: { debug: quiet, info: quiet, warn: quiet, error: (fields) => logged.push(fields as never) },
      identities: { client },
    });
    const response = await broken.post({ query: '{me{id}}' }, { headers: { 'x-request-id': 'r-1' } });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('r-1');
    expect(text).not.toContain('secret');
    expect(logged.map(({ err, requestId }) => [err.message, requestId])).toEqual([['secret detail', 'r-1']]);
  });

  it('[SHAPE-1] tells its health and that of each subgraph, and its metrics', async () => {
    const report = (await (await fetch(`${gateway.url}/api/health`)).json()) as {
      service: string;
      dependencies: { name: string; status: string }[];
    };
    expect(report.service).toBe('gateway');
    expect(report.dependencies.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      'ACCOUNTS up',
      'INVENTORY up',
      'PRODUCTS up',
      'REVIEWS up',
    ]);
    await gateway.query('{me{id}}');
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/wissil_gateway_operation_seconds_count\{kind="query",outcome="ok"\} [1-9]/);
    expect(metrics).toMatch(/wissil_gateway_plans_total\{source="planner"\} [1-9]/);
  });
});
