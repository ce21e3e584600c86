import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { startStore, type Store } from '../testing/store-subgraphs.ts';
import { TrustedDocuments } from './trusted-documents.ts';

const TRUSTED = `query Trusted { ${Array.from({ length: 60 }, (_, index) => `a${String(index)}: me { id }`).join(' ')} }`;
const HASH = createHash('sha256').update(TRUSTED).digest('hex');

let store: Store;
let gateway: RunningGateway;
beforeAll(async () => {
  store = await startStore();
  gateway = await startGateway(store.supergraph, { trustedDocuments: new TrustedDocuments({ [HASH]: TRUSTED }) });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

async function refusal(body: object): Promise<{ code: unknown; message: string }> {
  const before = Object.values(store.subgraphs).reduce((sum, subgraph) => sum + subgraph.requests.length, 0);
  const response = await gateway.post(body, { headers: { accept: 'application/graphql-response+json' } });
  expect(response.status).toBe(400);
  const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: unknown } }[] };
  expect(Object.values(store.subgraphs).reduce((sum, subgraph) => sum + subgraph.requests.length, 0)).toBe(before);
  return { code: errors[0]?.extensions.code, message: errors[0]?.message ?? '' };
}

describe('limits of ad-hoc documents', () => {
  const deep = (depth: number): string => `{me${'{reviews{author'.repeat(depth)}{id}${'}}'.repeat(depth)}}`;

  it.each([
    ['a depth of 2000', { query: deep(1_000) }, 'DOCUMENT_TOO_DEEP'],
    ['a depth of 22', { query: deep(10) }, 'DOCUMENT_TOO_DEEP'],
    [
      'depth through fragments',
      {
        query: `{me{...F0}}${Array.from({ length: 12 }, (_, index) => `fragment F${String(index)} on User{reviews{author{${index === 11 ? 'id' : `...F${String(index + 1)}`}}}}`).join('')}`,
      },
      'DOCUMENT_TOO_DEEP',
    ],
    ['nested brackets in values', { query: `{search(text:${'['.repeat(50_000)}` }, 'DOCUMENT_TOO_DEEP'],
    [
      '1,000 aliases',
      { query: `{me{${Array.from({ length: 400 }, (_, index) => `a${String(index)}:id`).join(' ')}}}` },
      'DOCUMENT_TOO_MANY_ALIASES',
    ],
    [
      'aliases multiplied by fragments',
      {
        query: `{me{...A}users{...A}user(id:"u1"){...A}}fragment A on User{${Array.from({ length: 20 }, (_, index) => `a${String(index)}:id`).join(' ')}}`,
      },
      'DOCUMENT_TOO_MANY_ALIASES',
    ],
    ['many tokens', { query: `{me{${'id '.repeat(3_000)}}}` }, 'DOCUMENT_TOO_MANY_TOKENS'],
    ['many bytes', { query: `{me{id}}#${'x'.repeat(70_000)}` }, 'DOCUMENT_TOO_LARGE'],
    ['many root fields', { query: `{${'me{id} '.repeat(30)}}` }, 'DOCUMENT_TOO_MANY_ROOT_FIELDS'],
    [
      'fragments that multiply',
      {
        query: `{me{...A}}${Array.from({ length: 12 }, (_, index) => {
          const name = String.fromCharCode(65 + index);
          const next = `...${String.fromCharCode(66 + index)}`;
          return `fragment ${name} on User{${index === 11 ? 'id' : `${next} ${next} ${next}`}}`;
        }).join('')}`,
      },
      'DOCUMENT_TOO_MANY_FIELDS',
    ],
    ['large pages', { query: '{users(first:1000){reviews(first:1000){id}}}' }, 'DOCUMENT_TOO_COSTLY'],
    [
      'large pages by variables',
      { query: 'query($n:Int){users(first:$n){reviews(first:$n){id}}}', variables: { n: 1_000 } },
      'DOCUMENT_TOO_COSTLY',
    ],
    ['fragments in a circle', { query: '{me{...A}}fragment A on User{...B}fragment B on User{...A}' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['type definitions', { query: '{me{id}} type X{id:ID}' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['the name of a prototype', { query: '{__proto__:me{id}}' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a syntax error', { query: '{me{id}' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown operation', { query: 'query A{me{id}}', operationName: 'B' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['several operations and no name', { query: 'query A{me{id}}query B{me{id}}' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['a variable of another type', { query: 'query($n:Int){users(first:$n){id}}', variables: { n: 'x' } }, 'BAD_USER_INPUT'],
    ['a missing variable', { query: 'query($id:ID!){user(id:$id){id}}' }, 'BAD_USER_INPUT'],
    [
      'deep variables',
      { query: '{me{id}}', variables: { a: JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown } },
      'VARIABLES_TOO_LARGE',
    ],
    ['many variables', { query: '{me{id}}', variables: { a: Array.from({ length: 30_000 }, () => 1) } }, 'VARIABLES_TOO_LARGE'],
    ['an unknown document id', { documentId: 'abc' }, 'TRUSTED_DOCUMENT_NOT_FOUND'],
  ])('[SHAPE-1] refuses %s before any subgraph is asked', async (_name, body, code) => {
    expect((await refusal(body)).code).toBe(code);
  });

  it('[SHAPE-1] says what the limit is', async () => {
    expect((await refusal({ query: deep(10) })).message).toBe('The document nests its selections 22 levels deep; 20 are allowed.');
  });

  it('[SHAPE-1] counts brackets in strings and comments as text', async () => {
    const query = `query { search(text: "${'{'.repeat(500)}") { ... on Item { upc } } # ${'['.repeat(500)}\n me { id } }`;
    expect((await gateway.query(query)).errors).toBeUndefined();
    const block = `{ search(text: """${'('.repeat(500)} \\""" " """) { ... on Item { upc } } }`;
    expect((await gateway.query(block)).errors).toBeUndefined();
  });

  it('[SHAPE-1] answers the introspection query, unless introspection is off', async () => {
    const introspected = await gateway.query(getIntrospectionQuery());
    expect(introspected.errors).toBeUndefined();
    await using closed = await startGateway(store.supergraph, { environment: { GATEWAY_INTROSPECTION: 'false' } });
    expect((await closed.query('{__schema{queryType{name}}}')).errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('[SHAPE-1] runs trusted documents by id, by hash and in full, without limits', async () => {
    for (const body of [
      { documentId: HASH },
      { documentId: `sha256:${HASH}` },
      { extensions: { persistedQuery: { version: 1, sha256Hash: HASH } } },
      { query: TRUSTED },
    ]) {
      const { data } = (await (await gateway.post(body)).json()) as { data: Record<string, unknown> };
      expect(Object.keys(data)).toHaveLength(60);
    }
  });

  it('[SHAPE-1] runs nothing but trusted documents where told so', async () => {
    await using strict = await startGateway(store.supergraph, {
      environment: { GATEWAY_AD_HOC_DOCUMENTS: 'false' },
      trustedDocuments: new TrustedDocuments({ [HASH]: TRUSTED }),
    });
    expect((await strict.query('{me{id}}')).errors?.[0]?.extensions?.['code']).toBe('TRUSTED_DOCUMENTS_ONLY');
    expect((await strict.query(TRUSTED)).errors).toBeUndefined();
  });

  it('[SHAPE-1] refuses a trusted document that does not have its hash', () => {
    expect(() => new TrustedDocuments({ [HASH]: '{me{id}}' })).toThrow(/does not have that sha256/);
  });
});
