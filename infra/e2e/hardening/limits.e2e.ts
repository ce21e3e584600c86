import pg from 'pg';
import { startSupergraph, type Supergraph, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const BIG = 20 * 1024 * 1024;

/** What a refusal may take, the sending of the request included. */
const EARLY_MS = 3_000;

const COMPONENTS = '{ components(first: 1) { totalCount } }';

let supergraph: Supergraph;
let database: pg.Client;

beforeAll(async () => {
  supergraph = await startSupergraph({ env: { LOG_LEVEL: 'error' } });
  database = new pg.Client(supergraph.databaseUrl);
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await supergraph[Symbol.asyncDispose]();
});

const nested = (depth: number) =>
  `{ component(slug: "button") { latestVersion ${'{ component { latestVersion '.repeat(depth / 2)}{ id }${' } }'.repeat(depth / 2)} } }`;
const aliases = (count: number) =>
  `{ component(slug: "button") { ${Array.from({ length: count }, (_, index) => `a${index}: id`).join(' ')} } }`;
const roots = (count: number) =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: component(slug: "button") { id }`).join(' ')} }`;

const REFUSED: readonly { what: string; body: () => unknown; code: string; status: number }[] = [
  { what: 'a body of 20 MB', body: () => ({ query: `${COMPONENTS} #${'x'.repeat(BIG)}` }), code: 'PAYLOAD_TOO_LARGE', status: 413 },
  {
    what: 'variables of 20 MB',
    body: () => ({ query: COMPONENTS, variables: { text: 'x'.repeat(BIG) } }),
    code: 'PAYLOAD_TOO_LARGE',
    status: 413,
  },
  { what: 'a query of depth 1,000', body: () => ({ query: nested(1_000) }), code: 'DOCUMENT_TOO_DEEP', status: 400 },
  { what: 'a query of depth 30', body: () => ({ query: nested(30) }), code: 'DOCUMENT_TOO_DEEP', status: 400 },
  { what: '1,000 aliases', body: () => ({ query: aliases(1_000) }), code: 'DOCUMENT_TOO_MANY_TOKENS', status: 400 },
  { what: '100 aliases', body: () => ({ query: aliases(100) }), code: 'DOCUMENT_TOO_MANY_ALIASES', status: 400 },
  { what: '1,000 fields at the top', body: () => ({ query: roots(1_000) }), code: 'DOCUMENT_TOO_MANY_TOKENS', status: 400 },
  { what: '40 fields at the top', body: () => ({ query: roots(40) }), code: 'DOCUMENT_TOO_MANY_ROOT_FIELDS', status: 400 },
  {
    what: 'a batch of 1,000',
    body: () => Array.from({ length: 1_000 }, () => ({ query: COMPONENTS })),
    code: 'BATCH_TOO_LARGE',
    status: 400,
  },
  {
    what: 'pages in pages in pages',
    body: () => ({
      query:
        '{ components(first: 200) { edges { node { versions(first: 200) { edges { node { builds(first: 200) { edges { node { id } } } } } } } } } }',
    }),
    code: 'DOCUMENT_TOO_COSTLY',
    status: 400,
  },
];

test('[SHAPE-5] what asks for too much is refused at the front door, early, with its code, and without any SQL', async () => {
  // Nobody can read a component now: an answer that comes has asked for none.
  await database.query('BEGIN; LOCK TABLE spark.components, spark.component_versions IN ACCESS EXCLUSIVE MODE');
  const took: string[] = [];
  for (const { what, body, code, status } of REFUSED) {
    const request = JSON.stringify(body());
    const begun = performance.now();
    const response = await send(request);
    const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
    const ms = Math.round(performance.now() - begun);
    took.push(`${what} ${ms} ms`);
    expect([what, response.status, errors.map(({ extensions }) => extensions.code)]).toEqual([what, status, [code]]);
    expect(ms).toBeLessThan(EARLY_MS);
  }
  console.info(`refused: ${took.join(', ')}`);
  expect(await waiting()).toBe(0);

  // What is within the limits does ask the database.
  const within = send(JSON.stringify({ query: COMPONENTS }));
  await waitFor(async () => (await waiting()) > 0, { timeout: 10_000, what: 'the query to wait for the table' });
  await database.query('COMMIT');
  expect(await (await within).json()).toEqual({ data: { components: { totalCount: 8 } } });
});

async function send(body: string): Promise<Response> {
  return fetch(`${supergraph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...(await supergraph.authorization()) },
    body,
  });
}

/** Statements that wait for a table of SPARK. */
async function waiting(): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND relation IN ('spark.components'::regclass, 'spark.component_versions'::regclass)`,
  );
  return rows[0]?.count ?? 0;
}
