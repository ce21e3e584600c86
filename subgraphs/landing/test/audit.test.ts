import { AUDIT_NOTED, type AuditNoted } from '@wissil/platform/audit';
import { createPool, statementCounter } from '@wissil/platform/database';
import { type RunningSubgraph, testCaller, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventOf, noted } from './audit-scene.ts';
import { type Installation, startInstallation, startLanding } from './start-landing.ts';

let installation: Installation;
let landing: RunningSubgraph;
const announced: unknown[] = [];
beforeAll(async () => {
  installation = await startInstallation();
  landing = await startLanding(installation);
  await landing.bus.subscribe('audit.appended', ({ payload }) => void announced.push(payload));
});
afterAll(async () => {
  await landing[Symbol.asyncDispose]();
  await installation[Symbol.asyncDispose]();
});

interface Entry {
  id: string;
  sequence: string;
  at: string;
  operation: string;
  outcome: string;
  code: string | null;
  target: string | null;
  detail: Record<string, unknown> | null;
}

interface AuditPage {
  totalCount: number;
  edges: { cursor: string; node: Entry }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const ENTRY = `id sequence at address requestId system operation permission target detail outcome code
  actor { kind id name role credential credentialName }`;
const PAGE = `query ($filter: AuditFilter, $first: Int, $after: String, $last: Int, $before: String) {
  auditEntries(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { ${ENTRY} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } }`;

const page = async (variables: Record<string, unknown>): Promise<AuditPage> => {
  const { data, errors } = await landing.query<{ auditEntries: AuditPage }>(PAGE, variables);
  expect(errors).toBeUndefined();
  return data.auditEntries;
};
const found = async (filter: Record<string, unknown>) => (await page({ filter })).edges.map(({ node }) => node);
/** The newest such entry, as soon as there is one. */
const entry = (filter: Record<string, unknown>) => waitFor(async () => (await found(filter))[0]);
const tell = async (...records: AuditNoted[]) => {
  await landing.bus.publish(records.map((record) => eventOf(AUDIT_NOTED, record)));
  const last = records.at(-1) as AuditNoted;
  await waitFor(async () => (await page({ filter: { operation: last.operation } })).edges.length > 0);
};

describe('every mutation and every denied attempt', () => {
  const check = (name: string, caller = testCaller('ADMIN')) =>
    landing.query(`mutation { checkSystemHealth(input: { name: ${name} }) { __typename } }`, {}, caller);

  it('[AUTH-6] stands in it: who, what, when, from where, on what and how it ended', async () => {
    await check('SLATE');
    const { at, ...rest } = await entry({ operation: 'checkSystemHealth' });
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
    expect(rest).toEqual({
      id: expect.stringMatching(/^aud_\d+$/) as string,
      sequence: expect.stringMatching(/^\d+$/) as string,
      actor: { kind: 'human', id: 'usr_admin', name: 'ADMIN', role: 'ADMIN', credential: 'ses_admin', credentialName: null },
      address: '127.0.0.1',
      requestId: 'test',
      system: 'landing',
      operation: 'checkSystemHealth',
      permission: 'system.check',
      target: expect.stringMatching(/^sys_/) as string,
      detail: { name: 'SLATE' },
      outcome: 'SUCCEEDED',
      code: null,
    });
  });

  it('[AUTH-6] also where a rule refuses it', async () => {
    await landing.query('mutation { disableUser(input: { id: "usr_nobody" }) { __typename } }');
    expect(await entry({ operation: 'disableUser' })).toMatchObject({ outcome: 'REFUSED', code: 'NOT_FOUND', target: 'usr_nobody' });
  });

  it('[AUTH-6] also where the permission is missing', async () => {
    await check('SPARK', testCaller('DESIGNER'));
    const denied = await entry({ operation: 'checkSystemHealth', outcomes: ['DENIED'] });
    expect(denied).toMatchObject({ code: 'FORBIDDEN', permission: 'system.check', actor: { name: 'DESIGNER' } });
  });

  it('[AUTH-6] a query for what one may not see is one entry for all its fields', async () => {
    await landing.query('{ users(first: 1) { totalCount } auditEntries(first: 1) { totalCount } }', {}, testCaller('ENGINEER'));
    expect(await entry({ operation: 'query', search: 'engineer' })).toMatchObject({
      outcome: 'DENIED',
      code: 'FORBIDDEN',
      detail: { fields: ['Query.users', 'Query.auditEntries'] },
    });
  });

  it('[AUTH-6] an agent stands in it by its name, with the person on whose behalf', async () => {
    await check('IGNIS', testCaller('AGENT'));
    expect(await entry({ kind: 'agent', search: 'TEST AGENT' })).toMatchObject({
      outcome: 'DENIED',
      actor: { kind: 'agent', id: 'usr_agent', role: 'AGENT', credentialName: 'test agent' },
    });
  });

  it('[AUTH-4] it is for administrators alone, on every way', async () => {
    for (const role of ['DESIGNER', 'ENGINEER', 'AGENT'] as const) {
      const ask = (document: string) => landing.query<Record<string, { __typename: string } | null>>(document, {}, testCaller(role));
      for (const field of ['auditEntries(first: 1) { totalCount }', 'auditFacets { systems }', 'auditChain { end }']) {
        const { data, errors } = await ask(`{ field: ${field} }`);
        expect([data['field'], errors?.[0]?.extensions?.['code']]).toEqual([null, 'FORBIDDEN']);
      }
      const entities = await ask(
        '{ _entities(representations: [{ __typename: "AuditEntry", id: "aud_1" }]) { ... on AuditEntry { id } } }',
      );
      expect([entities.data['_entities'], entities.errors?.[0]?.extensions?.['code']]).toEqual([[null], 'FORBIDDEN']);
      const { data } = await ask('mutation { verifyAuditLog(input: {}) { __typename } }');
      expect(data['verifyAuditLog']?.__typename).toBe('ForbiddenError');
    }
  });
});

describe('reading it', () => {
  beforeAll(async () => {
    const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
    const grace = { ...noted('x').actor, subject: 'usr_grace', name: "Grace O'Hopper", credentialName: 'ci_%' };
    await tell(
      noted('first', { at: at(1), target: '100%_sure', system: 'waypoint', actor: grace }),
      noted('second', { at: at(2), target: '100xxsure', system: 'waypoint', outcome: 'FAILED', address: '2001:db8::7' }),
      noted('third', { at: at(3), target: 'back\\slash', system: 'waypoint', outcome: 'DENIED' }),
    );
  });
  const operations = async (filter: Record<string, unknown>) =>
    (await found({ system: 'waypoint', ...filter })).map(({ operation }) => operation);

  it.each<[string, Record<string, unknown>, string[]]>([
    ['nothing but the system', {}, ['third', 'second', 'first']],
    ['somebody', { actor: 'usr_grace' }, ['first']],
    ['a target', { target: '100xxsure' }, ['second']],
    ['an operation', { operation: 'third' }, ['third']],
    ['outcomes', { outcomes: ['FAILED', 'DENIED'] }, ['third', 'second']],
    ['no outcomes', { outcomes: [] }, ['third', 'second', 'first']],
    ['since, inclusive', { since: '2026-01-02T00:00:00.000Z' }, ['third', 'second']],
    ['until, exclusive', { until: '2026-01-02T00:00:00.000Z' }, ['first']],
    ['a part of a target, literally', { search: '100%_' }, ['first']],
    ['a part of a target with a backslash', { search: 'K\\S' }, ['third']],
    ['a part of an address', { search: '2001:DB8' }, ['second']],
    ["a part of a token's name, literally", { search: 'ci_' }, ['first']],
    ['a part of a name with a quote', { search: "o'hop" }, ['first']],
    ['blanks', { search: '  ' }, ['third', 'second', 'first']],
    [
      'everything at once',
      { actor: 'usr_ada', kind: 'human', outcomes: ['DENIED'], search: 'slash', since: '2026-01-01T00:00:00Z' },
      ['third'],
    ],
    ['what is not there', { actor: "usr_'; DROP TABLE audit_entry" }, []],
  ])('[AUTH-6] filters by %s', async (_what, filter, expected) => {
    expect(await operations(filter)).toEqual(expected);
    expect((await page({ filter: { system: 'waypoint', ...filter }, first: 0 })).totalCount).toBe(expected.length);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a search with NUL', { filter: { search: 'a\0b' } }],
    ['a search of 201 characters', { filter: { search: 'x'.repeat(201) } }],
    ['half of a surrogate pair', { filter: { target: '\uD800' } }],
    ['an unknown kind', { filter: { kind: 'robot' } }],
    ['a cursor of something else', { after: 'usr_1' }],
    ['a cursor that is none', { after: 'aud_1; DROP TABLE audit_entry' }],
    ['a page of 201', { first: 201 }],
    ['both directions', { first: 1, last: 1 }],
  ])('[AUTH-6] refuses %s', async (_what, variables) => {
    const { data, errors } = await landing.query<{ auditEntries: null }>(PAGE, variables);
    expect([data.auditEntries, errors?.[0]?.extensions?.['code']]).toEqual([null, 'INVALID_INPUT']);
  });

  it('[AUTH-6] pages forwards and backwards, each entry once, while entries are added', async () => {
    const filter = { system: 'waypoint' };
    const one = await page({ filter, first: 2 });
    expect(one.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    await tell(noted('fourth', { system: 'waypoint' }));
    const two = await page({ filter, first: 2, after: one.pageInfo.endCursor });
    expect([...one.edges, ...two.edges].map(({ node }) => node.operation)).toEqual(['third', 'second', 'first']);
    expect(two.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = await page({ filter, last: 2, before: two.pageInfo.startCursor });
    expect(back.edges.map(({ node }) => node.operation)).toEqual(['third', 'second']);
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect((await page({ filter, last: 1 })).edges.map(({ node }) => node.operation)).toEqual(['first']);
  });

  it('[AUTH-6] is two statements with its count, whatever the size of the page and the filter', async () => {
    for (const variables of [{ first: 1 }, { first: 200 }, { first: 5, filter: { search: 'a', outcomes: ['DENIED'], actor: 'usr_ada' } }]) {
      expect((await statementCounter.count(() => page(variables))).statements).toHaveLength(2);
    }
  });

  it('[AUTH-6] the count without a filter is that of all entries', async () => {
    const sql = createPool(installation.databaseUrl, 'landing');
    const { totalCount } = await page({ first: 0 });
    const { rows } = await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM audit_entry');
    await sql.end();
    expect(totalCount).toBe(rows[0]?.n);
  });

  it('[AUTH-6] offers what there is to filter by', async () => {
    const { data } = await landing.query<{ auditFacets: { operations: string[]; systems: string[]; actors: unknown[] } }>(
      '{ auditFacets { operations systems actors { id name } } }',
    );
    expect(data.auditFacets.systems).toEqual(['landing', 'waypoint']);
    expect(data.auditFacets.operations).toEqual(expect.arrayContaining(['checkSystemHealth', 'first', 'third']));
    expect(data.auditFacets.actors).toEqual(expect.arrayContaining([{ id: 'usr_grace', name: "Grace O'Hopper" }]));
  });
});

describe('its chain', () => {
  const verify = async (input: object) =>
    (
      await landing.query<{ verifyAuditLog: Record<string, unknown> }>(
        `mutation ($input: VerifyAuditLogInput!) { verifyAuditLog(input: $input) {
          __typename ... on AuditVerification { entries intact brokenAt problem end } ... on InvalidInputError { fields { path } } } }`,
        { input },
      )
    ).data.verifyAuditLog;

  it('[AUTH-6] is verified for administrators, which stands in it; a known end has to be there', async () => {
    const { data } = await landing.query<{ auditChain: { entries: number; end: string } }>('{ auditChain { entries end } }');
    expect(data.auditChain.end).toMatch(new RegExp(`^${data.auditChain.entries}:[0-9a-f]{64}$`));
    expect(await verify({ known: data.auditChain.end })).toMatchObject({ intact: true, brokenAt: null, problem: null });
    const other = `${data.auditChain.entries}:${'0'.repeat(64)}`;
    expect(await verify({ known: other })).toMatchObject({ intact: false, brokenAt: String(data.auditChain.entries) });
    expect(await verify({ known: 'x' })).toMatchObject({ __typename: 'InvalidInputError', fields: [{ path: 'known' }] });
    expect(await entry({ operation: 'verifyAuditLog', outcomes: ['REFUSED'] })).toMatchObject({ detail: { known: 'x' } });
  });

  it('[AUTH-6] who follows it sees each entry, and nobody who may not read it follows it', async () => {
    const follow = async (role: 'ADMIN' | 'ENGINEER') =>
      fetch(`${landing.url}/subgraph`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...(await landing.signed(testCaller(role))) },
        body: JSON.stringify({ query: 'subscription { auditEntryAdded { operation outcome } }' }),
      });
    expect(await (await follow('ENGINEER')).text()).toContain('FORBIDDEN');
    const lines = (await follow('ADMIN')).body!.pipeThrough(new TextDecoderStream()).getReader();
    await tell(noted('followed'));
    let received = '';
    while (!received.includes('followed')) {
      const { done, value } = await lines.read();
      if (done) break;
      received += value;
    }
    await lines.cancel();
    expect(received).toContain('{"data":{"auditEntryAdded":{"operation":"followed","outcome":"SUCCEEDED"}}}');
  });

  it('[AUTH-6] each entry is announced, by an id under which it is found', async () => {
    const { id } = await entry({});
    await waitFor(() => announced.some((payload) => (payload as { id: string }).id === id));
    const { data } = await landing.query<{ _entities: unknown[] }>(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on AuditEntry { id operation } } }',
      {
        of: [
          { __typename: 'AuditEntry', id },
          { __typename: 'AuditEntry', id: 'aud_999999' },
          { __typename: 'AuditEntry', id: 'aud_x' },
        ],
      },
    );
    expect(data._entities).toEqual([{ id, operation: expect.any(String) as string }, null, null]);
  });
});
