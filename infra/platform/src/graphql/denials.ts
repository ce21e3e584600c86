import type { AuditedRequest, AuditTrail } from '../audit/index.ts';
import type { Action } from '../auth/index.ts';
import type { ErrorCode } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';

const MOST_FIELDS = 20;

/** Gathers what a request is denied, so that a page of denied fields is one entry of the audit log. */
export function gatherDenials(
  audit: AuditTrail,
  request: AuditedRequest & { logger: Logger },
): (field: string, action: Action, code: ErrorCode) => Promise<void> {
  let gathered: { fields: Set<string>; permissions: Set<Action>; code: ErrorCode; noted: Promise<void> } | undefined;
  const note = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    const { fields, permissions, code } = gathered as NonNullable<typeof gathered>;
    gathered = undefined;
    await audit
      .note(request, {
        operation: 'query',
        permission: [...permissions].join(' '),
        detail: { fields: [...fields].slice(0, MOST_FIELDS) },
        outcome: 'DENIED',
        code,
      })
      // Denied it is, whether or not it can be recorded.
      .catch((error: unknown) =>
        request.logger.error({ err: error, requestId: request.requestId }, 'a denied attempt is not on the audit record'),
      );
  };
  return (field, action, code) => {
    gathered ??= { fields: new Set(), permissions: new Set(), code, noted: Promise.resolve().then(note) };
    gathered.fields.add(field);
    gathered.permissions.add(action);
    return gathered.noted;
  };
}
