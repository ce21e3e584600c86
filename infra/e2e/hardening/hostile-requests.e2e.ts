import { setTimeout as delay } from 'node:timers/promises';
import { startSupergraph, type Supergraph } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRaw, rawGet, rawPost, sendRaw } from './raw-http.ts';

/** Short, so that the test need not wait long for it. */
const REQUEST_TIMEOUT_SECONDS = 2;

/** How long the slow connections are watched. */
const GIVEN_UP_MS = 20_000;

const BIG = 20 * 1024 * 1024;

const COMPONENT = {
  name: 'Hostile',
  description: 'Made by a test.',
  source: 'export function Hostile() {\n  return null;\n}\n',
  tests: '// none\n',
  stories: '// none\n',
};

let supergraph: Supergraph;

beforeAll(async () => {
  supergraph = await startSupergraph({ env: { LOG_LEVEL: 'error', REQUEST_TIMEOUT_SECONDS: String(REQUEST_TIMEOUT_SECONDS) } });
});

afterAll(() => supergraph[Symbol.asyncDispose]());

describe('POST /api/components/save', () => {
  const save = (body: string | ReadableStream, contentType = 'application/json') =>
    post(`${supergraph.urls.spark}/api/components/save`, { body, contentType });

  test.for([
    ['nothing', ''],
    ['half a document', '{"name":'],
    ['a NUL', '\0'],
    ['a byte order mark', '\ufeff{}'],
    ['200,000 open brackets', '['.repeat(200_000)],
    ['100,000 open objects', '{"a":'.repeat(100_000)],
  ] as const)('[SHAPE-5] JSON that is none is refused: %s', async ([, body]) => {
    expect(await save(body)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  test.for([
    ['null', null],
    ['a list', [COMPONENT]],
    ['nothing in it', {}],
    ['numbers for texts', { ...COMPONENT, source: 7, name: 1e308 }],
    ['a path for a name', { ...COMPONENT, name: '../../Hostile' }],
    ['a NUL in a file', { ...COMPONENT, source: `${COMPONENT.source}//\0` }],
    ['half a surrogate pair in a file', { ...COMPONENT, tests: '//\ud800' }],
    ['half a surrogate pair in the description', { ...COMPONENT, description: 'x\udc00' }],
    ['100,000 open parentheses', { ...COMPONENT, source: `export const Hostile = ${'('.repeat(100_000)}` }],
    ['a version that no number holds', { ...COMPONENT, expectedVersion: 1e300 }],
    ['300 KiB in one file', { ...COMPONENT, stories: `//${'x'.repeat(300 * 1024)}` }],
  ] as const)('[SHAPE-5] JSON that is no component is refused with its fields: %s', async ([, input]) => {
    expect(await save(JSON.stringify(input))).toMatchObject({
      status: 400,
      code: 'INVALID_INPUT',
      text: expect.stringContaining('"fields":[{'),
    });
  });

  test.for(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', ''])(
    '[SHAPE-5] another content type than JSON is refused: “%s”',
    async (contentType) => {
      expect(await save(JSON.stringify(COMPONENT), contentType)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    },
  );

  test('[SHAPE-5] 20 MB are refused, whether or not their length is declared, and a whole component in chunks is not', async () => {
    const begun = performance.now();
    const declared = await save('x'.repeat(BIG));
    const refusedAfterMs = performance.now() - begun;
    expect(declared).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    expect(await save(chunks(BIG))).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    console.info(`20 MB were refused by SPARK after ${Math.round(refusedAfterMs)} ms`);
    const chunked = new Blob([JSON.stringify(COMPONENT)]).stream();
    expect(await save(chunked)).toMatchObject({ status: 201 });
  });

  test.for([
    ['two lengths', rawPost('/api/components/save', ['content-length: 2', 'content-length: 3']) + '{}'],
    ['a length below zero', rawPost('/api/components/save', ['content-length: -5'])],
    ['a length and chunks', rawPost('/api/components/save', ['content-length: 5', 'transfer-encoding: chunked']) + '0\r\n\r\nGET'],
    ['a chunk without a size', rawPost('/api/components/save', ['transfer-encoding: chunked']) + 'ZZ\r\n'],
  ] as const)('[SHAPE-5] a body with %s is refused, as no proxy in front may read it otherwise', async ([, request]) => {
    expect((await sendRaw(supergraph.urls.spark, request)).status).toBe(400);
  });

  test('[SHAPE-5] a client that leaves in the middle of its body harms nobody', async () => {
    const { socket, answer } = openRaw(
      supergraph.urls.spark,
      rawPost('/api/components/save', ['content-length: 5000', await bearer()]) + '{"name":',
    );
    socket.end();
    expect([0, 400]).toContain((await answer).status);
    expect((await fetch(`${supergraph.urls.spark}/api/health`)).status).toBe(200);
  });
});

describe('addresses', () => {
  test.for([
    '/api/tokens/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/api/tokens/%',
    '/api/tokens/%00',
    '/api/tokens/__proto__',
    '/api/tokens?set=%00',
    '/api/tokens?set=%E0%A4',
    '/api/tokens?set=../../etc/passwd',
    `/api/tokens?set=${'a'.repeat(10_000)}`,
    '/api/nothing',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%00.js',
    '/../../../../etc/passwd.txt',
    '/..%5c..%5cpackage.json',
  ])('[SHAPE-5] what is not there is said to be so: %s', async (target) => {
    const { status, body } = await sendRaw(supergraph.urls.slate, rawGet(target, [await bearer()]));
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });

  test.for(['/../../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/%', '/%00', '/%E0%A4%A', '/..', '//etc/passwd', 'http://[/api', '*'])(
    '[SHAPE-5] nothing but a page of the client answers to %s',
    async (target) => {
      const { status, body } = await sendRaw(supergraph.urls.slate, rawGet(target));
      expect(status).toBe(200);
      expect(body).toContain('<meta name="wissil-home" content="/slate" />');
      expect(body).not.toContain('root:');
    },
  );

  test('[SHAPE-5] a flood of headers is refused: one of 20 KB, and 1,500 small ones', async () => {
    for (const headers of [[`x-large: ${'x'.repeat(20_000)}`], Array.from({ length: 1_500 }, (_, index) => `x-${index}: 1`)])
      for (const url of [supergraph.url, supergraph.urls.slate, supergraph.gatewayUrl])
        expect((await sendRaw(url, rawGet('/api/health', headers))).status).toBe(431);
  });

  test('[SHAPE-5] methods that an address does not know are refused with those that it knows', async () => {
    for (const path of ['/api/health', '/metrics', '/api/tokens', '/api/tokens/colors', '/'])
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const response = await fetch(supergraph.urls.slate + path, { method, ...(method === 'POST' && { body: 'x'.repeat(BIG) }) });
        expect([path, method, response.status, response.headers.get('allow')]).toEqual([path, method, 405, expect.stringContaining('GET')]);
        await response.body?.cancel();
      }
    expect((await sendRaw(supergraph.urls.slate, 'FROB / HTTP/1.1\r\nhost: x\r\n\r\n')).status).toBe(400);
  });

  test('[SHAPE-5] subgraphs refuse 20 MB, a body without a length and a batch of a thousand', async () => {
    const url = `${supergraph.urls.ignis}/subgraph`;
    expect(await post(url, { body: JSON.stringify({ query: `{__typename} #${'x'.repeat(BIG)}` }) })).toMatchObject({
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
    });
    expect(await post(url, { body: chunks(BIG) })).toMatchObject({ status: 411, code: 'LENGTH_REQUIRED' });
    expect(await post(url, { body: JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{__typename}' }))) })).toMatchObject({
      status: 413,
    });
  });
});

test.for([
  ['fields', `{ tokenGroup(path: "color") { ${'parent { '.repeat(4_000)} id ${'} '.repeat(4_000)} } }`],
  ['lists', `{ tokens(filter: ${'['.repeat(9_000)}${']'.repeat(9_000)}) { totalCount } }`],
  ['objects', `mutation { updateToken(input: { id: "x", value: ${'{a:'.repeat(4_000)}1${'}'.repeat(4_000)} }) { __typename } }`],
] as const)('[SHAPE-5] a subgraph refuses thousands of %s in one another', async ([, query]) => {
  expect(await post(`${supergraph.urls.slate}/subgraph`, { body: JSON.stringify({ query }) })).toMatchObject({ code: 'DOCUMENT_TOO_DEEP' });
});

describe('entities that are none', () => {
  const ENTITIES = {
    landing: 'System',
    slate: 'Token',
    ignition: 'Project',
    spark: 'Component',
    ignis: 'Build',
    waypoint: 'Deployment',
  } as const;

  test.for(Object.keys(ENTITIES) as (keyof typeof ENTITIES)[])(
    '[SHAPE-5] %s refuses representations without a type or an id',
    async (name) => {
      const type = ENTITIES[name];
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { id } } }`;
      const ask = (representation: unknown) =>
        post(`${supergraph.urls[name]}/subgraph`, { body: JSON.stringify({ query, variables: { representations: [representation] } }) });
      for (const representation of [
        'text',
        {},
        { id: 'tok_1' },
        { __typename: type },
        { __typename: type, id: null },
        { __typename: type, id: { contains: '' } },
        { __typename: 'Query', id: '1' },
        { __typename: '__proto__', id: '1' },
      ])
        expect([representation, await ask(representation)]).toMatchObject([representation, { code: 'BAD_REQUEST' }]);
      expect((await ask({ __typename: type, id: '\0' })).code).toBeOneOf([undefined, 'INVALID_INPUT']);
      expect((await ask({ __typename: type, id: 'nothing' })).text).toBe('{"data":{"_entities":[null]}}');
    },
  );
});

describe('connections that take their time', () => {
  test('[SHAPE-5] those that send a byte at a time do not keep others from being served, and are ended at the deadline', async () => {
    const signedIn = await bearer();
    const slow = Array.from({ length: 200 }, (_, index) =>
      openRaw(
        supergraph.urls.spark,
        index % 2 === 0 ? 'GET / HTTP/1.1\r\nhost: x\r\nx-slow: ' : rawPost('/api/components/save', ['content-length: 5000', signedIn]),
      ),
    );
    const begun = performance.now();
    let open = slow.length;
    const ended = Promise.all(slow.map(({ answer }) => answer.finally(() => (open -= 1))));
    const longest = { health: 0, graphql: 0 };
    const headers = await supergraph.authorization();
    while (open > 0 && performance.now() - begun < GIVEN_UP_MS) {
      await delay(100);
      for (const { socket } of slow) if (socket.writable) socket.write('1');
      const [health, graphql] = await Promise.all([
        timed(() => fetch(`${supergraph.urls.spark}/api/health`).then(({ status }) => status)),
        timed(() => fetch(`${supergraph.urls.spark}/graphql?query={__typename}`, { headers }).then(({ status }) => status)),
      ]);
      expect([health.result, graphql.result]).toEqual([200, 200]);
      longest.health = Math.max(longest.health, health.ms);
      longest.graphql = Math.max(longest.graphql, graphql.ms);
    }
    const endedAfterMs = Math.round(performance.now() - begun);
    console.info(
      `200 slow connections were ended after ${endedAfterMs} ms; meanwhile /api/health answered within ${longest.health} ms, GraphQL within ${longest.graphql} ms`,
    );
    expect(open).toBe(0);
    // 408, or nothing where the answer was lost to a byte that was still under way.
    for (const { status } of await ended) expect([0, 408]).toContain(status);
    expect(endedAfterMs).toBeLessThan(REQUEST_TIMEOUT_SECONDS * 1_000 + 6_000);
  });
});

test('[SHAPE-5] nothing of this was unexpected to the servers', () => {
  expect(supergraph.program.running).toBe(true);
  expect(
    supergraph.program.output
      .split('\n')
      .filter((line) => line.includes('"level":50'))
      .slice(0, 3),
  ).toEqual([]);
});

async function post(url: string, { body, contentType = 'application/json' }: { body: string | ReadableStream; contentType?: string }) {
  const identity = await (url.endsWith('/subgraph') ? supergraph.signed() : supergraph.authorization());
  const headers = { 'content-type': contentType, ...identity };
  const response = await fetch(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
  const text = await response.text();
  const { errors } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] };
  return { status: response.status, code: errors?.[0]?.extensions?.code, text };
}

/** A body whose length nobody knows beforehand. */
function chunks(bytes: number): ReadableStream {
  const chunk = new Uint8Array(64 * 1024).fill(120);
  let left = bytes;
  return new ReadableStream({
    pull(stream) {
      if (left <= 0) return stream.close();
      stream.enqueue(chunk);
      left -= chunk.length;
    },
  });
}

/** As a line of a raw request. */
async function bearer(): Promise<string> {
  return `authorization: ${(await supergraph.authorization()).authorization}`;
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const begun = performance.now();
  return { result: await work(), ms: Math.round(performance.now() - begun) };
}
