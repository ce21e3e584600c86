import { createPool } from '@wissil/platform/database';
import { type Action, actionsOf, type Role, secretHash, TOKEN_SCOPES } from '@wissil/platform/auth';
import { SUBGRAPH_NAMES } from '@wissil/platform/subgraph';
import { askGraph, type GraphError, startSupergraph, type Supergraph, testCaller, waitFor } from '@wissil/testkit';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProject, recordDeployment, startBuild } from '../src/operations.ts';
import { Contract, restAddresses } from './contract.ts';
import { type Asked, literalOf, selectionOf, textOf } from './generated-selection.ts';

interface Actor {
  who: string;
  headers: Record<string, string>;
  permissions: ReadonlySet<Action>;
}

const PEOPLE = ['DESIGNER', 'ENGINEER', 'ADMIN'] as const;

const contract = new Contract();
let supergraph: Supergraph;
let actors: Actor[];
/** Credentials that were good once, or never were. */
let strangers: { who: string; headers: Record<string, string> }[];

beforeAll(async () => {
  supergraph = await startSupergraph({ env: { LOG_LEVEL: 'error' } });
  const project = await createProject(supergraph, 'Authorized');
  const build = await startBuild(supergraph, project.id);
  await recordDeployment(supergraph, { project: project.id, build: build.id, version: '1.0.0' });
  await waitFor(
    async () => {
      const { data } = await supergraph.graphql<{ registryEntries: { totalCount: number } }>(
        '{ registryEntries(first: 1) { totalCount } }',
      );
      return data.registryEntries.totalCount > 0;
    },
    { timeout: 20_000 },
  );
  actors = await Promise.all([
    ...PEOPLE.map(person),
    ...PEOPLE.map((role) => tool(role)),
    agent(),
    ...TOKEN_SCOPES.map((scope) => tool('ADMIN', scope)),
    agent('component.read'),
    agent('component.write'),
  ]);
  strangers = await outsiders();
});

afterAll(() => supergraph[Symbol.asyncDispose]());

describe('[AUTH-2] [AUTH-3] [AUTH-4] [AUTH-5] what everybody may read, and no more', () => {
  test('every field of the graph, two objects deep, for every role and every single scope', { timeout: 180_000 }, async () => {
    let cases = 0;
    const faults: string[] = [];
    for (const actor of actors) {
      await Promise.all(
        contract.roots('Query').map(async (field) => {
          const asked = selectionOf(contract, 'Query', field);
          const { data, errors = [] } = await ask(actor, `{ ${textOf(asked)} }`);
          if (data === undefined || data === null)
            return void faults.push(`${actor.who} ${field.name}: ${JSON.stringify(errors).slice(0, 300)}`);
          cases += judge({ actor, asked, value: data[field.name], path: [field.name], errors, faults });
        }),
      );
    }
    process.stdout.write(`${cases} fields judged for ${actors.length} callers\n`);
    expect(faults.slice(0, 20)).toEqual([]);
    expect(cases).toBeGreaterThan(5_000);
  });

  test('every mutation', { timeout: 120_000 }, async () => {
    const faults: string[] = [];
    for (const actor of actors) {
      for (const field of contract.roots('Mutation')) {
        const input = field.args[0];
        const query = `mutation { answer: ${field.name}(input: ${input ? literalOf(input.type) : '{}'}) { __typename ... on Error { code } } }`;
        const { data, errors } = await ask<{ answer: { __typename: string; code?: string } }>(actor, query);
        const denied = data?.answer?.__typename === 'ForbiddenError';
        const expected = !contract.needs('Mutation', field).every((action) => actor.permissions.has(action));
        if (data?.answer === undefined || denied !== expected) faults.push(`${actor.who} ${field.name}: ${JSON.stringify(data ?? errors)}`);
      }
    }
    expect(faults).toEqual([]);
  });

  test('every subscription', async () => {
    for (const actor of actors) {
      for (const field of contract.roots('Subscription')) {
        const allowed = contract.needs('Subscription', field).every((action) => actor.permissions.has(action));
        const first = await firstOfStream(actor, `subscription { ${field.name} { __typename } }`, { wait: !allowed });
        expect([actor.who, field.name, first.status, first.text.includes('FORBIDDEN')]).toEqual([actor.who, field.name, 200, !allowed]);
      }
    }
  });

  test('every REST route', async () => {
    const addresses = restAddresses();
    expect(addresses.length).toBeGreaterThan(2);
    for (const actor of actors) {
      for (const { system, method, path, needs } of addresses) {
        const status = await statusOf(supergraph.urls[system] + path, { method, headers: actor.headers });
        const allowed = actor.permissions.has(needs);
        expect([actor.who, method, path, status === 403]).toEqual([actor.who, method, path, !allowed]);
        expect(status).not.toBe(401);
      }
    }
  });

  test('every entity, asked of its subgraph as the gateway does', async () => {
    const callers = [...PEOPLE, 'AGENT' as const].map((role) => ({ role, caller: testCaller(role), permissions: actionsOf(role) }));
    for (const name of SUBGRAPH_NAMES) {
      for (const { type, needs } of contract.entities(name)) {
        for (const { role, caller, permissions } of callers) {
          const { data, errors } = await askGraph<{ _entities: unknown[] }>(
            `${supergraph.urls[name]}/subgraph`,
            'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
            { variables: { r: [{ __typename: type, id: 'nothing' }] }, headers: await supergraph.signed(caller) },
          );
          const denied = errors?.some(({ extensions }) => extensions?.['code'] === 'FORBIDDEN') ?? false;
          expect([name, type, role, denied]).toEqual([name, type, role, !permissions.has(needs)]);
          if (denied) expect(data._entities).toEqual([null]);
        }
      }
    }
  });
});

describe('[AUTH-1] who is nobody, or nobody any more, is answered nowhere', () => {
  test('the graph: no field, no introspection, no type name, no mutation, no stream', async () => {
    const documents = [
      '{ __typename }',
      '{ __schema { types { name } } }',
      ...contract.roots('Query').map((field) => `{ ${textOf(selectionOf(contract, 'Query', field, 0))} }`),
      ...contract.roots('Mutation').map((field) => `mutation { ${field.name}(input: {}) { __typename } }`),
    ];
    for (const { who, headers } of strangers) {
      for (const address of [supergraph.gatewayUrl, ...Object.values(supergraph.urls)].slice(0, 2)) {
        for (const query of documents) {
          const response = await fetch(`${address}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ query }),
          });
          const body = (await response.json()) as { data?: unknown; errors: GraphError[] };
          expect([who, query, response.status, body.data]).toEqual([who, query, 401, undefined]);
          expect(body.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAUTHENTICATED']);
        }
        expect((await firstOfStream({ headers }, 'subscription { systemHealthChanged { name } }', { wait: true })).status).toBe(401);
      }
    }
  });

  test('REST routes, and subgraphs asked directly', async () => {
    for (const { who, headers } of strangers) {
      for (const { system, method, path } of restAddresses()) {
        expect([who, path, await statusOf(supergraph.urls[system] + path, { method, headers })]).toEqual([who, path, 401]);
      }
      for (const name of SUBGRAPH_NAMES) {
        const body = JSON.stringify({ query: '{ __typename }' });
        const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
        expect([who, name, await statusOf(`${supergraph.urls[name]}/subgraph`, init)]).toEqual([who, name, 401]);
      }
      expect([who, await statusOf(`${supergraph.url}/internal/identities`, { method: 'POST', headers, body: '{}' })]).toEqual([who, 401]);
    }
  });

  test('an identity that the gateway did not sign, at every subgraph', async () => {
    const claims = { kind: 'human', name: 'Eve', role: 'ADMIN', credential: 'ses_1', address: '' };
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'wissil-identity+jwt' })
      .setSubject('usr_eve')
      .setIssuer('wissil')
      .setAudience('wissil-subgraph')
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(new TextEncoder().encode('a key that is not that of this installation'));
    for (const name of SUBGRAPH_NAMES) {
      for (const token of [forged, 'x', '', `${forged}x`]) {
        const headers = { 'content-type': 'application/json', 'x-wissil-identity': token };
        const status = await statusOf(`${supergraph.urls[name]}/subgraph`, { method: 'POST', headers, body: '{"query":"{__typename}"}' });
        expect([name, status]).toEqual([name, 401]);
      }
    }
  });

  test('but how the systems are, which probes ask, everybody may know', async () => {
    for (const url of Object.values(supergraph.urls)) expect(await statusOf(`${url}/api/health`, {})).toBe(200);
  });
});

interface Judged {
  actor: Actor;
  asked: Asked;
  value: unknown;
  path: (number | string)[];
  errors: readonly GraphError[];
  faults: string[];
}

/** Compares what came with what may come, down the selection. Returns how many fields were judged. */
function judge({ actor, asked, value, path, errors, faults }: Judged): number {
  const missing = contract.needs(asked.parent, asked.field).filter((action) => !actor.permissions.has(action));
  const place = `${actor.who} ${path.join('.')}`;
  const refused = errors.some((error) => error.extensions?.['code'] === 'FORBIDDEN' && error.path?.join('.') === path.join('.'));
  if (missing.length > 0) {
    if (value !== null && value !== undefined)
      faults.push(`${place} came, without ${missing.join(', ')}: ${JSON.stringify(value).slice(0, 100)}`);
    return 1;
  }
  if (refused) faults.push(`${place} was refused, although nothing is missing`);
  if (value === null || value === undefined) return 1;
  const items = Array.isArray(value)
    ? value.slice(0, 1).map((item: unknown, index) => [item, [...path, index]] as const)
    : [[value, path] as const];
  return items.reduce(
    (count, [item, at]) =>
      count +
      asked.below.reduce((sum, below) => {
        const found = (item as Record<string, unknown> | null)?.[below.alias];
        return sum + judge({ actor, asked: below, value: found, path: [...at, below.alias], errors, faults });
      }, 0),
    1,
  );
}

async function ask<Data extends Record<string, unknown>>({ headers }: Pick<Actor, 'headers'>, query: string) {
  return askGraph<Data | null>(`${supergraph.gatewayUrl}/graphql`, query, { headers });
}

async function person(role: (typeof PEOPLE)[number]): Promise<Actor> {
  const { cookie } = await supergraph.session(role);
  return { who: `a person, ${role}`, headers: { cookie: `${cookie.name}=${cookie.value}` }, permissions: actionsOf(role) };
}

async function tool(role: (typeof PEOPLE)[number], scope?: Action): Promise<Actor> {
  const scopes = scope === undefined ? TOKEN_SCOPES.filter((action) => actionsOf(role).has(action)) : [scope];
  const token = await supergraph.token(role, { scopes });
  return withToken(`a tool of ${role}${scope ? ` with ${scope}` : ''}`, token, scopes);
}

async function agent(scope?: Action): Promise<Actor> {
  const allowed = (action: Action) => actionsOf('AGENT' satisfies Role).has(action);
  const scopes = scope === undefined ? TOKEN_SCOPES.filter(allowed) : [scope];
  return withToken(`an agent${scope ? ` with ${scope}` : ''}`, await supergraph.token('ADMIN', { kind: 'AGENT', scopes }), scopes);
}

function withToken(who: string, token: string, scopes: readonly Action[]): Actor {
  return { who, headers: { authorization: `Bearer ${token}` }, permissions: new Set([...scopes, 'account.read' as const]) };
}

/** Nobody, and those whose credentials are expired, revoked, ended, of somebody disabled, or made up. */
async function outsiders() {
  const [expired, revoked, ended, disabled] = await Promise.all([
    supergraph.token('ADMIN'),
    supergraph.token('ADMIN'),
    supergraph.session('ADMIN'),
    supergraph.session('ADMIN'),
  ]);
  const pool = createPool(supergraph.databaseUrl, 'landing');
  await pool.query(`UPDATE access_token SET expires_at = now() - interval '1 minute' WHERE secret_hash = $1`, [secretHash(expired)]);
  await pool.query('UPDATE access_token SET revoked_at = now() WHERE secret_hash = $1', [secretHash(revoked)]);
  await pool.query('UPDATE session SET ended_at = now() WHERE id = $1', [ended.sessionId]);
  await pool.query(`UPDATE "user" SET status = 'DISABLED' WHERE id = $1`, [disabled.userId]);
  await pool.end();
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const cookie = (value: string) => ({ cookie: `wissil=${value}` });
  return [
    { who: 'nobody', headers: {} },
    { who: 'an expired token', headers: bearer(expired) },
    { who: 'a revoked token', headers: bearer(revoked) },
    { who: 'an ended session', headers: cookie(ended.cookie.value) },
    { who: 'a disabled user', headers: cookie(disabled.cookie.value) },
    { who: 'a made-up token', headers: bearer('wsl_made-up') },
    { who: 'a made-up session', headers: cookie('made-up') },
    { who: 'another scheme', headers: { authorization: 'Basic YWRtaW46YWRtaW4=' } },
  ];
}

async function statusOf(url: string, init: RequestInit): Promise<number> {
  const response = await fetch(url, init.method === 'POST' && init.body === undefined ? { ...init, body: '{}' } : init);
  await response.body?.cancel();
  return response.status;
}

/** The beginning of an event stream; with `wait` until something is said that is no keep-alive. */
async function firstOfStream({ headers }: Pick<Actor, 'headers'>, query: string, { wait }: { wait: boolean }) {
  const ending = new AbortController();
  const response = await fetch(`${supergraph.gatewayUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query }),
    signal: ending.signal,
  });
  let text = '';
  if (wait) {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('errors')) break;
    }
  }
  ending.abort();
  return { status: response.status, text };
}
