import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './template/template-type.ts';
import './project/project-type.ts';
import './project/project-mutations.ts';

export const schema = buildSubgraphSchema(builder);
