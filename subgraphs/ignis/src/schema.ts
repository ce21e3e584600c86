import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './build/build-type.ts';
import './build/build-queries.ts';
import './build/build-trend-type.ts';
import './build/build-mutations.ts';
import './build/build-subscriptions.ts';
import './environment/environment-type.ts';
import './environment/environment-queries.ts';
import './environment/environment-mutations.ts';
import './preview/preview-type.ts';
import './preview/preview-mutations.ts';

export const schema = buildSubgraphSchema(builder, { eventSource: true });
