import { randomUUID } from 'node:crypto';

/** The id that a request brings along, where it is fit to stand in logs; else a new one. */
export function requestIdOf(header: string | readonly string[] | null | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : randomUUID();
}
