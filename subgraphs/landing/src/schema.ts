import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './health/health-type.ts';
import './system/system-type.ts';
import './health/health-mutations.ts';
import './health/health-subscription.ts';

export const schema = buildSubgraphSchema(builder, { eventSource: true });
