import type { EventBus } from '@wissil/platform/events';
import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { AccessTokenService } from './access-token/access-token-service.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { HealthBoard } from './health/health-board.ts';
import type { SystemMonitor } from './health/system-monitor.ts';
import type { NotificationService } from './notification/notification-service.ts';
import type { SessionService } from './session/session-service.ts';
import type { SystemService } from './system/system-service.ts';
import type { IdentityProviderFacts } from './user/identity-provider-facts.ts';
import type { UserService } from './user/user-service.ts';

export interface LandingContext extends RequestContext {
  db: PrismaClient;
  bus: EventBus;
  systems: SystemService;
  board: HealthBoard;
  monitor: SystemMonitor;
  users: UserService;
  sessions: SessionService;
  accessTokens: AccessTokenService;
  identityProvider: IdentityProviderFacts;
  auditLog: AuditLog;
  notifications: NotificationService;
}
