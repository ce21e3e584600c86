import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './component/component-type.ts';
import './component/component-queries.ts';
import './component/component-mutations.ts';
import './token/token-type.ts';

export const schema = buildSubgraphSchema(builder);
