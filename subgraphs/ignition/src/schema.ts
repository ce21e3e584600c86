import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './template/template-type.ts';
import './project/project-type.ts';
import './creation/creation-type.ts';
import './creation/plan-type.ts';
import './creation/creation-mutations.ts';
import './creation/creation-subscription.ts';

export const schema = buildSubgraphSchema(builder, { eventSource: true });
