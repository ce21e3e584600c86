import { CombinedError } from 'urql';
import { expect, it } from 'vitest';
import { outcomeOf } from './user-answer.ts';

it('[AUTH-4] a link comes with its end, or with none where it stays good', () => {
  const until = '2026-05-01T00:00:00.000Z';
  const answer = (expiresAt: string | null) => ({ data: { renewInvitation: { __typename: 'Invitation', url: 'https://w/x', expiresAt } } });
  expect(outcomeOf(answer(until))).toEqual({ refusal: undefined, link: { url: 'https://w/x', expiresAt: until } });
  expect(outcomeOf(answer(null))).toEqual({ refusal: undefined, link: { url: 'https://w/x', expiresAt: null } });
});

it('[AUTH-4] a refusal is said in the words of the server', () => {
  const message = 'Somebody has to stay administrator.';
  expect(outcomeOf({ data: { disableUser: { __typename: 'ConflictError', code: 'CONFLICT', message } } })).toEqual({
    refusal: message,
    link: undefined,
  });
});

it('[AUTH-4] so is an outage', () => {
  const { refusal, link } = outcomeOf({ data: undefined, error: new CombinedError({ networkError: new Error('refused') }) });
  expect(refusal).toContain('does not answer');
  expect(link).toBeUndefined();
});
