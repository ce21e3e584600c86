import { InvalidEventError } from './bus-errors.ts';

/** The first tokens of all subjects; a new family of events begins here, and the NATS stream takes it up at the next start. */
// prettier-ignore
export const eventFamilies = [
  'tokens', 'component', 'generation', 'project', 'repository', 'environment', 'build', 'pipeline', 'deployment',
  'system', 'identity', 'audit', 'error', 'user', 'notification',
] as const;

const token = /^[A-Za-z0-9_-]+$/;
/** Bytes; NATS allows more, but nothing of ours needs it. */
const longest = 255;

/** @throws InvalidEventError unless `subject` is two or more dot-separated tokens of `[A-Za-z0-9_-]+`, the first of them one of `eventFamilies`, at most 255 characters. */
export function assertSubject(subject: string): void {
  const parts = subject.split('.');
  if (subject.length > longest || parts.length < 2 || !parts.every((part) => token.test(part))) {
    throw new InvalidEventError(
      `The event subject ${quote(subject)} is not valid: write dot-separated tokens of A-Z, a-z, 0-9, _ and -, such as tokens.updated.`,
    );
  }
  if (!eventFamilies.some((family) => family === parts[0])) {
    throw new InvalidEventError(
      `The event subject ${quote(subject)} belongs to no family of events: begin it with ${eventFamilies.join(', ')}, or add the family to eventFamilies.`,
    );
  }
}

/** @throws InvalidEventError unless `pattern` is a subject in which `*` may stand for one token and a last `>` for one or more. */
export function assertPattern(pattern: string): void {
  const parts = pattern.split('.');
  const valid = parts.every((part, at) => token.test(part) || part === '*' || (part === '>' && at === parts.length - 1));
  if (pattern.length > longest || !valid) {
    throw new InvalidEventError(
      `The subject pattern ${quote(pattern)} is not valid: write a subject, with * for one token and a last > for one or more, such as build.> or deployment.*.completed.`,
    );
  }
}

/** @throws InvalidEventError unless `durable` is `[A-Za-z0-9_-]+`, at most 64 characters. */
export function assertDurable(durable: string): void {
  if (durable.length > 64 || !token.test(durable)) {
    throw new InvalidEventError(
      `The durable name ${quote(durable)} is not valid: write 1 to 64 of A-Z, a-z, 0-9, _ and -, such as waypoint-registry.`,
    );
  }
}

/** Whether `subject` is one that `pattern` (NATS syntax: `*` one token, a last `>` one or more) stands for. */
export function subjectMatches(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const given = subject.split('.');
  for (const [at, part] of wanted.entries()) {
    if (part === '>') return given.length > at;
    if (at >= given.length || (part !== '*' && part !== given[at])) return false;
  }
  return wanted.length === given.length;
}

/** The pattern as a regular expression of PostgreSQL; the pattern must be valid. */
export function patternToRegex(pattern: string): string {
  const parts = pattern.split('.').map((part) => (part === '*' ? '[^.]+' : part === '>' ? '.+' : part));
  return `^${parts.join('\\.')}$`;
}

/** The narrowest single pattern that stands for every subject of all `patterns`. */
export function coveringPattern(patterns: readonly string[]): string {
  const [first, ...others] = patterns;
  if (first === undefined) return '>';
  return others.reduce(coverBoth, first);
}

function coverBoth(left: string, right: string): string {
  const a = left.split('.');
  const b = right.split('.');
  const covered: string[] = [];
  for (let at = 0; ; at++) {
    const [x, y] = [a[at], b[at]];
    if (x === undefined && y === undefined) return covered.join('.');
    // `>` stands for one or more, so it takes the place of the last token that both have.
    if (x === undefined || y === undefined) return [...covered.slice(0, -1), '>'].join('.');
    if (x === '>' || y === '>') return [...covered, '>'].join('.');
    covered.push(x === y ? x : '*');
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
