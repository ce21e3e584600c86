import { buildSubgraphSchema } from '@wissil/platform/graphql';
import { builder } from './builder.ts';
import './deployment/deployment-type.ts';
import './environment/environment-type.ts';
import './release/release-type.ts';
import './pipeline/run-type.ts';
import './pipeline/pipeline-type.ts';
import './approval/approval-type.ts';
import './project/project-environment-type.ts';
import './registry/registry-type.ts';
import './deployment/deployment-queries.ts';
import './deployment/deployment-mutations.ts';
import './pipeline/pipeline-mutations.ts';
import './approval/approval-mutations.ts';
import './pipeline/subscriptions.ts';

export const schema = buildSubgraphSchema(builder, { eventSource: true });
