import { AUDIT_OUTCOMES } from '@wissil/platform/audit';
import { z } from 'zod';
import { parseInput } from '../user/identity-input.ts';

/** Who acts, in the words of the records; `unknown` where the end of an attempt came and its beginning never did. */
const ACTOR_KINDS = ['anonymous', 'human', 'tool', 'agent', 'service', 'unknown'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

const isStorable = (value: string) => !value.includes('\0') && value.isWellFormed();
const storable = z.string().refine(isStorable, 'Leave out NUL characters and halves of surrogate pairs.');
const text = storable.max(500, 'Write at most 500 characters.');

const auditFilter = z.object({
  /** A user's id. */
  actor: text.nullish(),
  kind: z.enum(ACTOR_KINDS).nullish(),
  operation: text.nullish(),
  system: text.nullish(),
  target: text.nullish(),
  outcomes: z.array(z.enum(AUDIT_OUTCOMES)).max(20).nullish(),
  /** Inclusive. */
  since: z.date().nullish(),
  /** Exclusive. */
  until: z.date().nullish(),
  /** A part of a name, target, operation or address; case does not matter. */
  search: storable.trim().max(200, 'Search for at most 200 characters.').nullish(),
});

/** Which entries; all that is given has to hold. */
export type AuditFilter = z.infer<typeof auditFilter>;

/** @throws InvalidInputError with every problem at once */
export function parseAuditFilter(input: unknown): AuditFilter {
  return parseInput(auditFilter, input);
}

/** What a search looks through. The index `audit_entry_search_idx` (migration 0003) is over exactly this expression. */
const SEARCHED = `("actor_name" || chr(10) || coalesce("credential_name", '') || chr(10) || coalesce("target", '') || chr(10) || "operation" || chr(10) || "address")`;

/** The filter as a condition on `audit_entry`, with its values from $1 on. */
export function conditionOf(filter: AuditFilter): { sql: string; values: unknown[]; isEmpty: boolean } {
  const { outcomes, since, until, search } = filter;
  const terms: string[] = [];
  const values: unknown[] = [];
  const add = (value: unknown, term: (parameter: string) => string) => {
    if (value == null) return;
    values.push(value);
    terms.push(term(`$${values.length}`));
  };
  add(filter.actor, (value) => `actor_id = ${value}::text`);
  add(filter.kind, (value) => `actor_kind = ${value}::text`);
  add(filter.operation, (value) => `operation = ${value}::text`);
  add(filter.system, (value) => `system = ${value}::text`);
  add(filter.target, (value) => `target = ${value}::text`);
  if (outcomes && outcomes.length > 0) {
    // Each a parameter of its own: PostgreSQL then knows the values, and takes them from the index in order.
    const parameters = outcomes.map((outcome) => `$${values.push(outcome)}::"AuditOutcome"`);
    terms.push(`outcome IN (${parameters.join(', ')})`);
  }
  add(since?.toISOString(), (value) => `at >= ${value}::timestamptz`);
  add(until?.toISOString(), (value) => `at < ${value}::timestamptz`);
  add(search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null, (value) => `${SEARCHED} ILIKE ${value}::text`);
  return { sql: terms.length === 0 ? 'true' : terms.join(' AND '), values, isEmpty: terms.length === 0 };
}
