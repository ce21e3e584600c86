import type { EventBus } from '@wissil/platform/events';
import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ComponentService } from './component/component-service.ts';
import type { GenerationStore } from './generation/generation-store.ts';
import type { ComponentSources } from './component/component-source.ts';
import type { Report } from './verify/report.ts';

export interface SparkContext extends RequestContext {
  db: PrismaClient;
  bus: EventBus;
  components: ComponentService;
  generations: GenerationStore;
  verify(name: string, files: ComponentSources): Promise<Report>;
  /** The tokens that code reads, with their values; none while SLATE cannot be read. */
  tokensOf(source: string): Promise<{ cssVariable: string; cssValue: string }[]>;
}
