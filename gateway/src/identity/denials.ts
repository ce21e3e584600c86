import { randomUUID } from 'node:crypto';
import type { AuditedRequest, AuditSink, AuditTrail } from '@wissil/platform/audit';
import { type ErrorCode, WissilError } from '@wissil/platform/errors';
import type { EventBus } from '@wissil/platform/events';
import type { Logger } from '../logger.ts';

export interface Denial {
  /** What was attempted: `Subscription.systemHealthChanged`. */
  operation: string;
  /** The action that was missing. */
  permission?: string;
  code: ErrorCode;
}

/** Puts what the gateway refuses on the audit record (AUTH-6). Nobody waits for it: what cannot be recorded is in the log. */
export class Denials {
  readonly #trail: Pick<AuditTrail, 'note'> | undefined;
  readonly #logger: Logger;

  constructor(trail: Pick<AuditTrail, 'note'> | undefined, logger: Logger) {
    this.#trail = trail;
    this.#logger = logger;
  }

  note(request: AuditedRequest, denial: Denial): void {
    this.#trail?.note(request, { ...denial, outcome: 'DENIED' }).catch((error: unknown) => {
      const { kind, subject, credential, address } = request.caller;
      const fields = { err: error, requestId: request.requestId, kind, subject, credential, address, ...denial };
      this.#logger.error(fields, 'a denied attempt is not on the audit record');
    });
  }
}

/** Records on their way to a bus that does not take them take memory: beyond so many, further ones go to the log. */
const MOST_UNDER_WAY = 1_000;

/** Audit records as events of the bus: a gateway has no outbox. */
export function auditOverBus(bus: Pick<EventBus, 'publish'>): AuditSink {
  let underWay = 0;
  return async ({ subject, payload }) => {
    if (underWay >= MOST_UNDER_WAY)
      throw new WissilError(
        'UNAVAILABLE',
        `The event bus has not taken ${MOST_UNDER_WAY} audit records yet, and more are not kept for it.`,
      );
    underWay += 1;
    try {
      await bus.publish([{ id: randomUUID(), subject, source: 'gateway', occurredAt: new Date().toISOString(), payload }]);
    } finally {
      underWay -= 1;
    }
  };
}
