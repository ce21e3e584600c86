import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ProjectService } from './project/project-service.ts';
import type { Template } from './template/template-gallery.ts';

export interface IgnitionContext extends RequestContext {
  db: PrismaClient;
  projects: ProjectService;
  /** The gallery; read at most once in a request. */
  templates: () => Promise<readonly Template[]>;
}
