import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './component/component-type.ts';
import './component/component-queries.ts';
import './component/component-mutations.ts';
import './generation/generation-type.ts';
import './generation/generation-queries.ts';
import './generation/generation-mutations.ts';
import './generation/generation-subscription.ts';
import './token/token-type.ts';

export const schema = buildSubgraphSchema(builder, { eventSource: true });
