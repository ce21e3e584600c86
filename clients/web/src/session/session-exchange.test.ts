import { CombinedError, createRequest, makeOperation, type Client, type Operation, type OperationResult } from 'urql';
import { expect, it } from 'vitest';
import { makeSubject, never, pipe, subscribe } from 'wonka';
import { isSignedOut, sessionExchange } from './session-exchange.ts';

const answered = (code: string) => new CombinedError({ graphQLErrors: [{ message: 'No.', extensions: { code } }] });

it('[AUTH-1] the gateway says that nobody is signed in', () => {
  expect(isSignedOut(answered('UNAUTHENTICATED'))).toBe(true);
});

it('[AUTH-1] a proxy says so with nothing but a status', () => {
  const response = new Response('Sign in', { status: 401 });
  expect(isSignedOut(new CombinedError({ networkError: new Error('Unauthorized'), response }))).toBe(true);
});

it.each([
  ['no error', undefined],
  ['a refusal for want of a permission', answered('FORBIDDEN')],
  ['an outage', new CombinedError({ networkError: new Error('refused') })],
  [
    'a gateway without its identity authority',
    new CombinedError({
      graphQLErrors: [{ message: 'Down.', extensions: { code: 'UNAVAILABLE' } }],
      response: new Response('', { status: 503 }),
    }),
  ],
])('[AUTH-1] %s does not end the session', (_, error) => {
  expect(isSignedOut(error)).toBe(false);
});

const request = createRequest('{ viewer { id } }', {});
const operation = (kind: 'query' | 'mutation'): Operation =>
  makeOperation(kind, request, { url: '/graphql', requestPolicy: 'network-only' });
const result = (of: Operation, fields: Pick<OperationResult, 'data' | 'error'>): OperationResult => ({
  operation: of,
  stale: false,
  hasNext: false,
  ...fields,
});
const SIGNED_OUT = { data: undefined, error: answered('UNAUTHENTICATED') };

/** What of these answers reaches the page. */
function passed(results: readonly OperationResult[]): OperationResult[] {
  const { source, next } = makeSubject<OperationResult>();
  const seen: OperationResult[] = [];
  const io = sessionExchange({ forward: () => source, client: {} as Client, dispatchDebug: () => undefined });
  pipe(
    io(never),
    subscribe((each) => void seen.push(each)),
  );
  for (const each of results) next(each);
  return seen;
}

it('[AUTH-1] what a query brought stays when it is asked again after the session has ended', () => {
  const query = operation('query');
  const before = result(query, { data: { viewer: { id: 'usr_1' } }, error: undefined });
  expect(passed([before, result(query, SIGNED_OUT)])).toEqual([before]);
});

it('[AUTH-1] a query that brought nothing yet, and a change, are told that nobody is signed in', () => {
  const first = result(operation('query'), SIGNED_OUT);
  expect(passed([first])).toEqual([first]);
  const saved = result(operation('mutation'), { data: { a: 1 }, error: undefined });
  const refused = result(operation('mutation'), SIGNED_OUT);
  expect(passed([saved, refused])).toEqual([saved, refused]);
});

it('[AUTH-1] an outage is told, whatever there was before', () => {
  const query = operation('query');
  const before = result(query, { data: { viewer: { id: 'usr_1' } }, error: undefined });
  const outage = result(query, { data: undefined, error: answered('UNAVAILABLE') });
  expect(passed([before, outage])).toEqual([before, outage]);
});
