import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { DeploymentService } from './deployment/deployment-service.ts';
import type { EnvironmentService } from './environment/environment-service.ts';
import type { RegistryService } from './registry/registry-service.ts';

export interface WaypointContext extends RequestContext {
  db: PrismaClient;
  environments: EnvironmentService;
  deployments: DeploymentService;
  registry: RegistryService;
}
