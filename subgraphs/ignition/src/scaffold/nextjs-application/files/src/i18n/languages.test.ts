// [only libraries.next-intl]
import { expect, it } from 'vitest';
import { languageFor } from './languages.ts';

it.each([
  ['de', 'en', 'de'],
  [undefined, 'fr-FR,de;q=0.8', 'de'],
  ['constructor', null, 'en'],
  [undefined, null, 'en'],
])('of %s and %s comes %s', (chosen, accepted, expected) => {
  expect(languageFor(chosen, accepted)).toBe(expected);
});
