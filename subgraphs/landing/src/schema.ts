import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './health/health-type.ts';
import './system/system-type.ts';
import './access-token/access-token-type.ts';
import './session/session-type.ts';
import './user/user-type.ts';
import './user/viewer-type.ts';
import './health/health-mutations.ts';
import './access-token/access-token-mutations.ts';
import './session/session-mutations.ts';
import './user/user-mutations.ts';
import './health/health-subscription.ts';
import './audit/audit-subscription.ts';
import './audit/audit-type.ts';
import './audit/audit-queries.ts';
import './audit/audit-mutations.ts';

export const schema = buildSubgraphSchema(builder, { eventSource: true });
