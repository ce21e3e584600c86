// [only libraries.zod]
import { expect, it } from 'vitest';
import { greeting } from './greeting.ts';

it.each([
  [{ name: 'Ada', email: '' }, true],
  [{ name: 'Ada', email: 'ada@example.com' }, true],
  [{ name: ' ', email: '' }, false],
  [{ name: 'Ada', email: 'ada@' }, false],
])('%j is a greeting: %s', (given, expected) => {
  expect(greeting.safeParse(given).success).toBe(expected);
});
