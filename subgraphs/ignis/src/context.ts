import type { EventBus } from '@wissil/platform/events';
import type { LiveFeed } from '@wissil/platform/feeds';
import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { BuildService } from './build/build-service.ts';
import type { BuildTrend } from './build/build-trend.ts';
import type { EnvironmentService } from './environment/environment-service.ts';
import type { PreviewService } from './preview/preview-service.ts';

export interface IgnisContext extends RequestContext {
  db: PrismaClient;
  builds: BuildService;
  trend: BuildTrend;
  environments: EnvironmentService;
  previews: PreviewService;
  bus: EventBus;
  feeds: LiveFeed;
}
