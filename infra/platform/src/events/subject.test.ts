import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertSubject, coveringPattern, patternToRegex, subjectMatches } from './subject.ts';

test('[FLOW-3] subjectMatches follows NATS: * is one token, a last > one or more', () => {
  const matching = (pattern: string): string[] =>
    ['build', 'build.a', 'build.a.b', 'tokens.updated'].filter((subject) => subjectMatches(pattern, subject));
  expect(['build', 'build.*', 'build.>', '*.a', '>', '*.>', 'build.a.b.>'].map(matching)).toEqual([
    ['build'],
    ['build.a'],
    ['build.a', 'build.a.b'],
    ['build.a'],
    ['build', 'build.a', 'build.a.b', 'tokens.updated'],
    ['build.a', 'build.a.b', 'tokens.updated'],
    [],
  ]);
});

const token = fc.constantFrom('a', 'b', 'c-1');
const subjects = fc.array(token, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const patterns = fc
  .tuple(fc.array(fc.oneof(token, fc.constant('*')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([parts, open]) => [...parts, ...(open ? ['>'] : [])].join('.'));

test('[FLOW-3] the regular expression of a pattern stands for the same subjects as the pattern', () => {
  fc.assert(
    fc.property(
      patterns,
      subjects,
      (pattern, subject) => new RegExp(patternToRegex(pattern)).test(subject) === subjectMatches(pattern, subject),
    ),
  );
});

test('[FLOW-3] the covering pattern stands for all that its patterns stand for', () => {
  expect(coveringPattern(['build.a', 'build.b'])).toBe('build.*');
  expect(coveringPattern(['build.a', 'build.a.b', 'build.a.*'])).toBe('build.>');
  expect(coveringPattern(['tokens.>', 'build.x.y'])).toBe('*.>');
  expect(coveringPattern(['deployment.*.completed'])).toBe('deployment.*.completed');
  fc.assert(
    fc.property(fc.array(patterns, { minLength: 1, maxLength: 4 }), subjects, (some, subject) => {
      const covered = some.some((pattern) => subjectMatches(pattern, subject));
      return !covered || subjectMatches(coveringPattern(some), subject);
    }),
  );
});

test('[FLOW-3] subjects that no stream takes are refused with what to write instead', () => {
  for (const subject of ['tokens.updated', 'deployment.staging.completed', 'build.bld_1-x']) assertSubject(subject);
  for (const subject of [
    '',
    'tokens',
    'tokens.',
    '.tokens',
    'tokens.*',
    'tokens.>',
    'tokens.a b',
    'tokens.ü',
    `tokens.${'x'.repeat(300)}`,
  ]) {
    expect(() => assertSubject(subject), subject).toThrow(/write dot-separated tokens/);
  }
  expect(() => assertSubject('token.updated')).toThrow(/begin it with tokens, component/);
});
