import type { IncomingMessage } from 'node:http';
import type { OperationPreparer } from '../documents/prepared-operation.ts';
import type { OperationExecutor } from '../execute/plan-executor-port.ts';
import type { Admission } from '../identity/admission.ts';
import type { LiveIdentities } from '../identity/live-identities.ts';
import type { Logger } from '../logger.ts';
import type { SubscriptionHub } from './subscription-hub.ts';
import type { SubscriptionLimits } from './subscription-limits.ts';
import type { SubscriptionMetrics } from './subscription-metrics.ts';

/** What the connections of clients work with. */
export interface ConnectionServices {
  hub: SubscriptionHub;
  preparer: OperationPreparer;
  executor: OperationExecutor;
  admission: Admission;
  live: LiveIdentities;
  forwardedHeaders(request: IncomingMessage): Readonly<Record<string, string>>;
  limits: SubscriptionLimits;
  logger: Logger;
  metrics: SubscriptionMetrics;
}
