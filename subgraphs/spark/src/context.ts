import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ComponentService } from './component/component-service.ts';

export interface SparkContext extends RequestContext {
  db: PrismaClient;
  components: ComponentService;
}
