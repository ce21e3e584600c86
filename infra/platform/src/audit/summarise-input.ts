const LONGEST_TEXT = 200;
const MOST_MEMBERS = 30;
const DEEPEST = 3;

const NOT_KEPT = '(not kept)';
/** Members that are never kept, whatever they hold. */
const SECRET = /passw|passphrase|secret|credential|authorization|cookie|private|api_?key|^(otp|totp|pin|jwt)$/i;
/** Never kept either, unless it is the id of a token. */
const TOKEN = /token$/i;
const ID = /^(?!wsl_)[a-z]{3}_\w{1,80}$/;
/** An access token of WISSIL, wherever somebody has put it. */
const ACCESS_TOKEN = /wsl_[\w-]{20,}/g;

/** A mutation's input as the audit log keeps it: short values as they are, long ones as their size, secrets not at all. */
export function summariseInput(input: unknown): Record<string, unknown> {
  const summary = summarise(input, 0);
  return typeof summary === 'object' && summary !== null && !Array.isArray(summary)
    ? (summary as Record<string, unknown>)
    : { input: summary };
}

function summarise(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) {
    return depth >= DEEPEST || value.length > MOST_MEMBERS ? `(${value.length} values)` : value.map((each) => summarise(each, depth + 1));
  }
  const members = Object.entries(value);
  if (depth >= DEEPEST || members.length > MOST_MEMBERS) return `(${members.length} members)`;
  return Object.fromEntries(
    members.map(([name, member]) => [text(name), isSecret(name, member) ? NOT_KEPT : summarise(member, depth + 1)]),
  );
}

function isSecret(name: string, value: unknown): boolean {
  if (SECRET.test(name)) return true;
  return TOKEN.test(name) && typeof value === 'string' && !ID.test(value);
}

function text(value: string): string {
  const kept = value.replace(ACCESS_TOKEN, NOT_KEPT);
  return kept.length <= LONGEST_TEXT ? kept : `${kept.slice(0, 40)}… (${kept.length} characters)`;
}
