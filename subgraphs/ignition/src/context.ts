import type { EventBus } from '@wissil/platform/events';
import type { RequestContext } from '@wissil/platform/graphql';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { CreationService } from './creation/creation-service.ts';
import type { ThemeSource } from './creation/theme-source.ts';
import type { ProjectService } from './project/project-service.ts';
import type { Template } from './template/template-gallery.ts';

export interface IgnitionContext extends RequestContext {
  db: PrismaClient;
  bus: EventBus;
  projects: ProjectService;
  creations: CreationService;
  themes: ThemeSource;
  /** Whether repositories can be at GitHub. */
  gitHub: boolean;
  /** Where people reach IGNITION. */
  address: string;
  /** The gallery; read at most once in a request. */
  templates: () => Promise<readonly Template[]>;
}
