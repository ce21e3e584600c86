import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slugFor } from './project-name.ts';

describe('slugFor', () => {
  it.each([
    ['Aurora Shop', 'aurora-shop'],
    ['  Ünïcode & Söhne ', 'unicode-sohne'],
    ['Straße 7', 'strasse-7'],
    ['--v2.0--', 'v2-0'],
  ])('[IGNI-2] %s becomes the package %s', (name, slug) => expect(slugFor(name)).toEqual({ slug }));

  it.each([
    '',
    '../etc/passwd',
    'a/b',
    'a\\b',
    '..',
    '.env',
    '_private',
    'node_modules',
    'fs',
    'HTTP',
    'Con',
    'New',
    '日本',
    'a\u0000b',
    'x'.repeat(81),
    'ab '.repeat(26),
  ])('[IGNI-2] refuses %j and says why', (name) => expect(slugFor(name)).toEqual({ problem: expect.stringMatching(/\.$/) as string }));

  it('[IGNI-2] whatever the name, a slug is a package name, a DNS label and one path segment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (name) => {
        const result = slugFor(name);
        if ('slug' in result) expect(result.slug).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
        else expect(result.problem.length).toBeGreaterThan(10);
      }),
      { numRuns: 2_000 },
    );
  });
});
