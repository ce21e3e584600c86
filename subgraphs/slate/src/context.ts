import type { EventBus } from '@wissil/platform/events';
import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ReleaseService } from './release/release-service.ts';
import type { TokenGraph } from './token/token-graph.ts';
import type { TokenService } from './token/token-service.ts';

export interface SlateContext extends RequestContext {
  db: PrismaClient;
  bus: EventBus;
  tokens: TokenService;
  releases: ReleaseService;
  /** Every token set, the oldest first; the same state throughout one request, from its first reading on. */
  sets: () => Promise<readonly TokenGraph[]>;
  /** Sees to it that `sets` has at least that version of the set: an event may be here before its writer has told the cache. */
  reach: (setId: string, version: number) => Promise<void>;
}
