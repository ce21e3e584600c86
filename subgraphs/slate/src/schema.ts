import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './token/token-type.ts';
import './token/token-queries.ts';
import './token/token-mutations.ts';
import './release/release-type.ts';
import './release/release-queries.ts';
import './release/release-mutations.ts';
import './release/release-subscription.ts';
import './component/component-type.ts';

export const schema = buildSubgraphSchema(builder, { eventSource: true });
