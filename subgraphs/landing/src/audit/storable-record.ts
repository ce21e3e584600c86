/** Code units of one value beside the detail: such columns are indexed. */
const LONGEST_VALUE = 500;
const DETAIL = 'detail';

/** A record as PostgreSQL can keep it: no NUL character, no half of a surrogate pair, nothing too long for an index. */
export function storableRecord(payload: unknown): unknown {
  return storable(payload, LONGEST_VALUE);
}

function storable(value: unknown, longest: number): unknown {
  if (typeof value === 'string') return storableText(value.length > longest ? `${value.slice(0, longest)}…` : value);
  if (Array.isArray(value)) return value.map((each) => storable(each, longest));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [storableText(name), storable(member, name === DETAIL ? Infinity : longest)]),
  );
}

function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
