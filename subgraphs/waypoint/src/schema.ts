import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './deployment/deployment-type.ts';
import './environment/environment-type.ts';
import './registry/registry-type.ts';
import './deployment/deployment-queries.ts';
import './deployment/deployment-mutations.ts';

export const schema = buildSubgraphSchema(builder);
