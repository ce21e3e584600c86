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

test('[AUTH-2] what the role does not allow is said to be that, and not that its system does not answer', () => {
  const refused = graphQL('The role DESIGNER may not do this.', {
    code: 'FORBIDDEN',
    permission: 'deployment.read',
    serviceName: 'waypoint',
  });
  expect(failureOf(refused)).toMatchObject({ systems: [], transient: false, denied: true, message: 'The role DESIGNER may not do this.' });
});

test('[AUTH-2] beside a refusal, a system that does not answer is still named', () => {
  const both = new CombinedError({
    graphQLErrors: [
      { message: 'May not.', extensions: { code: 'FORBIDDEN', serviceName: 'waypoint' } },
      { message: 'It does not answer.', extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'spark' } },
    ],
  });
  expect(failureOf(both)).toMatchObject({ systems: ['SPARK'], transient: true, denied: false });
});
