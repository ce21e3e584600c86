import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { AuditTrail, type AuditNoted } from '@wissil/platform/audit';
import { createLogger } from '@wissil/platform/logging';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrustedDocuments } from '../documents/trusted-documents.ts';
import { type RunningGateway, startGateway } from '../testing/running-gateway.ts';
import { startStore, type Store } from '../testing/store-subgraphs.ts';
import { bearer, openTestIdentities, sessionCookie } from '../testing/test-identities.ts';

const TRUSTED = '{me{id}}';
const HASH = createHash('sha256').update(TRUSTED).digest('hex');
const JSON_BODY = { 'content-type': 'application/json' };

let store: Store;
let gateway: RunningGateway;
beforeAll(async () => {
  store = await startStore();
  gateway = await startGateway(store.supergraph, {
    trustedDocuments: new TrustedDocuments({ [HASH]: TRUSTED }),
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

const asked = (): number => Object.values(store.subgraphs).reduce((sum, { requests }) => sum + requests.length, 0);
const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { ...JSON_BODY, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;

describe('a request without a credential', () => {
  it.each<[string, unknown]>([
    ['a query', { query: TRUSTED }],
    ['a trusted document', { documentId: HASH }],
    ['__typename', { query: '{__typename}' }],
    ['the introspection query', { query: getIntrospectionQuery() }],
    ['a mutation', { query: 'mutation{price(upc:"p1",amount:1){upc}}' }],
    ['a batch', [{ query: TRUSTED }]],
    ['a document that does not parse', { query: '{' }],
    ['what is not JSON', '{'],
    ['nothing', ''],
  ])('[AUTH-1] is refused as a whole: %s', async (_what, body) => {
    const before = asked();
    const response = await post(body);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="WISSIL"');
    expect(Object.keys((await response.clone().json()) as object)).toEqual(['errors']);
    expect(await codeOf(response)).toBe('UNAUTHENTICATED');
    expect(asked()).toBe(before);
  });

  it('[AUTH-1] is refused whatever method and media type it has, in the media type that it accepts', async () => {
    const url = `${gateway.url}/graphql?query=${encodeURIComponent('{__typename}')}`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(401);
    expect((await post('x', { 'content-type': 'text/plain' })).status).toBe(401);
    for (const [accept, type] of [
      ['application/graphql-response+json', 'application/graphql-response+json'],
      ['*/*', 'application/json'],
      ['text/event-stream', 'application/json'],
      ['image/png', 'application/json'],
    ] as const) {
      const response = await post({ query: TRUSTED }, { accept });
      expect([response.status, response.headers.get('content-type')]).toEqual([401, `${type}; charset=utf-8`]);
    }
  });

  it('[AUTH-1] is refused before its body is there', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = createConnection(Number(port), hostname);
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{"que');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  });

  it('[AUTH-1] gets health and metrics', async () => {
    expect((await fetch(`${gateway.url}/api/health`)).status).toBe(200);
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(
      /wissil_gateway_errors_total\{[^}]*code="UNAUTHENTICATED"[^}]*\} [1-9]/,
    );
  });
});

describe('a credential', () => {
  it('[AUTH-1] is a bearer token or the session’s cookie, the token first', async () => {
    expect((await post({ query: TRUSTED }, bearer('ENGINEER'))).status).toBe(200);
    expect((await post({ query: TRUSTED }, sessionCookie('ENGINEER'))).status).toBe(200);
    expect((await post({ query: TRUSTED }, { ...sessionCookie('ENGINEER'), ...bearer('nobody') })).status).toBe(401);
  });

  it.each<[string, Record<string, string>]>([
    ['unknown', bearer('wsl_unknown')],
    ['of another scheme', { authorization: 'Basic QURNSU46' }],
    ['empty', { authorization: '' }],
    ['too long', bearer('A'.repeat(300))],
    ['an unknown cookie', sessionCookie('unknown')],
    ['the cookie of something else', { cookie: 'session=ADMIN' }],
  ])('[AUTH-1] that is %s is refused', async (_what, headers) => {
    const response = await post({ query: TRUSTED }, headers);
    expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('[AUTH-1] that cannot be looked up is answered with 503, and those that are known go on', async () => {
    let now = Date.now();
    const identities = await openTestIdentities({ now: () => now });
    await using cut = await startGateway(store.supergraph, { identities });
    const status = async (secret: string) => (await cut.post({ query: TRUSTED }, { headers: bearer(secret) })).status;
    expect(await status('ENGINEER.ada')).toBe(200);
    identities.authority.reachable = false;
    now += 60_000;
    expect(await status('ENGINEER.ada')).toBe(200);
    const response = await cut.post({ query: TRUSTED }, { headers: bearer('ENGINEER.bob') });
    expect([response.status, response.headers.get('retry-after'), await codeOf(response)]).toEqual([503, '1', 'UNAVAILABLE']);
    now += 600_000;
    expect(await status('ENGINEER.ada')).toBe(503);
    identities.authority.reachable = true;
    expect([await status('ENGINEER.ada'), await status('ENGINEER.bob')]).toEqual([200, 200]);
  });
});

describe('a page of another origin', () => {
  it('[AUTH-1] cannot use the session’s cookie, by POST or GET; those of the systems and the listed ones can', async () => {
    await using own = await startGateway(store.supergraph, {
      origins: ['https://slate.example.org', 'http://127.0.0.1:3001'],
      environment: { GATEWAY_ALLOWED_ORIGINS: 'https://tools.example.org, *' },
    });
    const answer = async (origin: string, credential: Record<string, string>, method: 'GET' | 'POST') => {
      const url = `${own.url}/graphql`;
      const headers = { origin, 'x-wissil-client': 'test', ...JSON_BODY, ...credential };
      const response =
        method === 'GET'
          ? await fetch(`${url}?query=${encodeURIComponent(TRUSTED)}`, { headers })
          : await fetch(url, { method, headers, body: JSON.stringify({ query: TRUSTED }) });
      return response.status === 200 ? 200 : [response.status, await codeOf(response)];
    };
    for (const method of ['GET', 'POST'] as const) {
      for (const origin of [own.url, 'https://slate.example.org', 'http://127.0.0.1:3001', 'https://tools.example.org'])
        expect(await answer(origin, sessionCookie('ENGINEER'), method)).toBe(200);
      for (const origin of [
        'https://evil.example',
        'null',
        'http://127.0.0.1:1',
        'https://slate.example.org.evil.example',
        'http://slate.example.org',
      ])
        expect(await answer(origin, sessionCookie('ENGINEER'), method)).toEqual([400, 'CSRF_PREVENTED']);
      expect(await answer('https://evil.example', { ...sessionCookie('ENGINEER'), ...bearer('ENGINEER') }, method)).toBe(200);
      expect(await answer('https://evil.example', { cookie: 'theme=dark' }, method)).toEqual([401, 'UNAUTHENTICATED']);
    }
  });
});

describe('the audit log', () => {
  it('[AUTH-6] hears of what is refused here, without anybody waiting, and of one address not without end', async () => {
    const noted: AuditNoted[] = [];
    const silent = createLogger({ name: 'test', level: 'silent' });
    const trail = new AuditTrail('gateway', async ({ payload }) => void noted.push(payload as AuditNoted), silent);
    await using audited = await startGateway(store.supergraph, { audit: trail });
    await audited.post({ query: TRUSTED }, { headers: { ...bearer('unknown'), 'x-request-id': 'r-1' } });
    expect(noted).toEqual([
      expect.objectContaining({
        actor: { kind: 'anonymous', subject: '', name: 'nobody', credential: '' },
        address: '127.0.0.1',
        requestId: 'r-1',
        system: 'gateway',
        operation: 'GraphQL request',
        outcome: 'DENIED',
        code: 'UNAUTHENTICATED',
      }),
    ]);
    expect(JSON.stringify(noted)).not.toContain('unknown');
    for (let attempt = 0; attempt < 30; attempt++) await audited.post({ query: TRUSTED }, { headers: bearer('unknown') });
    expect(noted).toHaveLength(10);
    await audited.post({ query: TRUSTED });
    expect(noted).toHaveLength(10);
  });

  it('[AUTH-6] that does not answer holds nobody up, and what it misses is in the log', async () => {
    const logged: object[] = [];
    const quiet = (): void => undefined;
    await using audited = await startGateway(store.supergraph, {
      audit: { note: () => Promise.reject(new Error('no bus')) },
      logger: { debug: quiet, info: quiet, warn: quiet, error: (fields) => logged.push(fields) },
    });
    expect((await audited.post({ query: TRUSTED }, { headers: bearer('unknown') })).status).toBe(401);
    expect(logged).toEqual([
      expect.objectContaining({
        err: expect.any(Error) as Error,
        operation: 'GraphQL request',
        code: 'UNAUTHENTICATED',
        address: '127.0.0.1',
      }),
    ]);
    await using hung = await startGateway(store.supergraph, { audit: { note: () => new Promise(() => undefined) } });
    expect((await hung.post({ query: TRUSTED }, { headers: bearer('unknown') })).status).toBe(401);
  });
});
