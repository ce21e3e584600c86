import { askGraph, createDatabase, startSupergraph, type Supergraph, type TestDatabase, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf } from '../src/held-access.ts';

/** Longer than what LANDING has said about somebody is taken as new. */
const STALE_AFTER_MS = 2_500;

const WHOLE = `{
  tokens(first: 1) { totalCount }
  components(first: 1) { totalCount edges { node { registryEntry { version } } } }
  templates(first: 3) { totalCount }
  builds(first: 1) { pageInfo { hasPreviousPage } }
  environments(first: 5) { totalCount }
  systems(first: 10) { totalCount }
}`;

let database: TestDatabase;
let supergraph: Supergraph;

beforeAll(async () => {
  database = await createDatabase();
  supergraph = await startSupergraph({ services: { databaseUrl: database.url }, apart: ['landing'] });
});

afterAll(async () => {
  await supergraph?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

test('[SHAPE-1] [AUTH-1] LANDING’s stop costs its own fields, to who is known, and nobody else is let in meanwhile', async () => {
  const known = [cookieOf(await supergraph.session('ENGINEER')), { authorization: `Bearer ${await supergraph.token('ENGINEER')}` }];
  const unknown = { authorization: `Bearer ${await supergraph.token('ENGINEER')}` };
  const ask = (headers: Record<string, string>) =>
    askGraph<Record<string, unknown> | undefined>(`${supergraph.gatewayUrl}/graphql`, WHOLE, { headers });
  const tokens = async (headers: Record<string, string>) => (await fetch(`${supergraph.urls.slate}/api/tokens`, { headers })).status;
  // WAYPOINT registers the seeded components as it hears of them.
  const settled = (answer: unknown) => !JSON.stringify(answer).includes('"registryEntry":null');
  const inWhole = (headers: Record<string, string>) =>
    waitFor(() => ask(headers).then((answer) => (answer.errors || !settled(answer) ? undefined : answer)), { timeout: 15_000 });
  const whole = await inWhole(known[0] as Record<string, string>);
  for (const headers of known) expect([await ask(headers), await tokens(headers)]).toEqual([whole, 200]);

  await supergraph.apart('landing').kill();
  const killed = performance.now();
  const outage = async () => {
    for (const headers of known) {
      const { data, errors } = await ask(headers);
      expect(data).toEqual({ ...whole.data, systems: null });
      expect(errors).toMatchObject([{ path: ['systems'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'landing' } }]);
      expect(await tokens(headers)).toBe(200);
    }
  };
  await outage();
  await waitFor(() => performance.now() - killed > STALE_AFTER_MS);
  await outage();

  for (const headers of [unknown, { authorization: 'Bearer wsl_made-up' }]) {
    const { data, errors } = await ask(headers);
    expect([data, errors?.map(({ extensions }) => extensions?.['code'])]).toEqual([undefined, ['UNAVAILABLE']]);
    expect(await tokens(headers)).toBe(503);
  }
  const { errors: nobody } = await ask({});
  expect(nobody?.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAUTHENTICATED']);
  expect(await tokens({})).toBe(401);

  await supergraph.apart('landing').start();
  for (const headers of [...known, unknown]) expect(await inWhole(headers)).toEqual(whole);
  const { errors: forged } = await ask({ authorization: 'Bearer wsl_made-up' });
  expect(forged?.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAUTHENTICATED']);
});
