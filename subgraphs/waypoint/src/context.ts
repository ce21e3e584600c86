import type { EventBus } from '@wissil/platform/events';
import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ApprovalService } from './approval/approval-service.ts';
import type { SelfApprovalRule } from './approval/self-approval.ts';
import type { DeploymentService } from './deployment/deployment-service.ts';
import type { PromotionService } from './deployment/promotion-service.ts';
import type { EnvironmentService } from './environment/environment-service.ts';
import type { PipelineService } from './pipeline/pipeline-service.ts';
import type { RegistryService } from './registry/registry-service.ts';
import type { DeployTarget } from './target/deploy-target.ts';

export interface WaypointContext extends RequestContext {
  db: PrismaClient;
  bus: EventBus;
  environments: EnvironmentService;
  deployments: DeploymentService;
  promotions: PromotionService;
  approvals: ApprovalService;
  selfApproval: SelfApprovalRule;
  pipelines: PipelineService;
  registry: RegistryService;
  target: DeployTarget;
  /** As image references name the registry: `127.0.0.1:5000`. */
  registryHost: string;
}
