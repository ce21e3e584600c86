export {
  AUDIT_BEGUN,
  AUDIT_ENDED,
  AUDIT_NOTED,
  AUDIT_OUTCOMES,
  type AuditActor,
  type AuditBegun,
  auditBegun,
  type AuditEnded,
  auditEnded,
  type AuditNoted,
  auditNoted,
  type AuditOutcome,
} from './audit-record.ts';
export { type Attempt, type AuditedRequest, type AuditSink, AuditTrail } from './audit-trail.ts';
