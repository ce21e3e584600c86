import { readFileSync } from 'node:fs';
import { cacheExchange } from '@urql/exchange-graphcache';
import { Client, type Exchange } from 'urql';
import { expect, test } from 'vitest';
import { filter, map, pipe } from 'wonka';
import { cacheKeys, possibleTypes } from './cache-keys.ts';
import { UpdateTokenDocument } from './generated/graphql.ts';

const schema = readFileSync(new URL('../../../../schema/api.graphql', import.meta.url), 'utf8');

test('[SHAPE-1] the cache knows every type that is an Error in the schema', () => {
  const errors = [...schema.matchAll(/^type (\w+) implements Error\b/gm)].map(([, name]) => name);
  expect(possibleTypes.Error).toEqual(errors.sort());
});

test.for(possibleTypes.Error)('[SLATE-3] what %s says reaches the page', async (type) => {
  const refused = {
    __typename: type,
    code: 'CODE',
    message: 'Read it again.',
    fields: [{ __typename: 'FieldError', path: 'value', message: 'No.' }],
  };
  const answering: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind === 'mutation'),
      map((operation) => ({ operation, data: { __typename: 'Mutation', updateToken: refused }, stale: false, hasNext: false })),
    );
  const client = new Client({
    url: 'http://127.0.0.1:1/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange({ keys: cacheKeys, possibleTypes, logger: () => undefined }), answering],
  });
  const { data } = await client.mutation(UpdateTokenDocument, { input: { id: 'tok_1', value: 1 } }).toPromise();
  expect(data?.updateToken).toMatchObject({ __typename: type, code: 'CODE', message: 'Read it again.' });
});
