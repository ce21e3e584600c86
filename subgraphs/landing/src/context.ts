import type { EventBus } from '@wissil/platform/events';
import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { HealthBoard } from './health/health-board.ts';
import type { SystemMonitor } from './health/system-monitor.ts';
import type { SystemService } from './system/system-service.ts';

export interface LandingContext extends RequestContext {
  db: PrismaClient;
  bus: EventBus;
  systems: SystemService;
  board: HealthBoard;
  monitor: SystemMonitor;
}
