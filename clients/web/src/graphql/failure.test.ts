import { CombinedError } from 'urql';
import { expect, test } from 'vitest';
import { failureOf } from './failure.ts';

const graphQL = (message: string, extensions: Record<string, unknown>): CombinedError =>
  new CombinedError({ graphQLErrors: [{ message, extensions }] });

test('[LAND-2] a subgraph that does not answer is named, from the extensions or else from the message', () => {
  expect(failureOf(graphQL('Down.', { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'spark' }))).toMatchObject({
    systems: ['SPARK'],
    transient: true,
    offline: false,
  });
  expect(failureOf(graphQL('WAYPOINT does not answer.', { code: 'SUBGRAPH_TIMEOUT' }))).toMatchObject({
    systems: ['WAYPOINT'],
    transient: true,
  });
});

test('[LAND-2] an error that trying again does not mend is not called transient', () => {
  expect(failureOf(graphQL('Unknown document.', { code: 'TRUSTED_DOCUMENT_NOT_FOUND' }))).toMatchObject({
    systems: [],
    transient: false,
    message: 'Unknown document.',
  });
});

test('[LAND-2] without the gateway nothing is said about the systems', () => {
  expect(failureOf(new CombinedError({ networkError: new Error('refused') }))).toMatchObject({
    systems: [],
    offline: true,
    transient: true,
  });
  expect(failureOf(undefined)).toBeNull();
});
