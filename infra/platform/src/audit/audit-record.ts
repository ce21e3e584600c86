import { z } from 'zod';

/** How an attempt ended. UNKNOWN: the server stopped before it could say. */
export const AUDIT_OUTCOMES = ['SUCCEEDED', 'REFUSED', 'DENIED', 'FAILED', 'UNKNOWN'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** Bus subjects. An attempt that changes something is `begun` before and `ended` after it; everything else is noted at once. */
export const AUDIT_BEGUN = 'audit.begun';
export const AUDIT_ENDED = 'audit.ended';
export const AUDIT_NOTED = 'audit.noted';

/** Who did it. For tools and agents `subject` and `name` are the person on whose behalf, and `credentialName` is what they are called. */
const auditActor = z.object({
  kind: z.enum(['anonymous', 'human', 'tool', 'agent', 'service']),
  subject: z.string(),
  name: z.string(),
  role: z.string().optional(),
  credential: z.string(),
  credentialName: z.string().optional(),
});
export type AuditActor = z.infer<typeof auditActor>;

const json = z.record(z.string(), z.unknown());

export const auditBegun = z.object({
  /** UUID of the attempt. */
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: auditActor,
  /** The network address that it came from; empty where it is not known. */
  address: z.string(),
  requestId: z.string(),
  /** The subsystem, or `gateway`. */
  system: z.string(),
  /** What was attempted: the mutation's name, `sign-in`, `query`. */
  operation: z.string(),
  /** The action of the permission table that it needs. */
  permission: z.string().optional(),
  /** On what: an id, path or name. */
  target: z.string().optional(),
  /** What else there is to know; never a secret. */
  detail: json.optional(),
});
export type AuditBegun = z.infer<typeof auditBegun>;

export const auditEnded = z.object({
  id: z.uuid(),
  outcome: z.enum(AUDIT_OUTCOMES),
  /** Of the error table, where it did not succeed. */
  code: z.string().optional(),
  /** What came of it: the id of what was made or changed. */
  target: z.string().optional(),
});
export type AuditEnded = z.infer<typeof auditEnded>;

export const auditNoted = auditBegun.extend({ outcome: z.enum(AUDIT_OUTCOMES), code: z.string().optional() });
export type AuditNoted = z.infer<typeof auditNoted>;
