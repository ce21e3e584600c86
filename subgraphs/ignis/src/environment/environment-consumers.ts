import { type ConsumeOptions, handleOnce } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { PROJECT_KINDS } from '../project/project-consumer.ts';
import type { EnvironmentFiles } from './environment-files.ts';
import type { EnvironmentStore } from './environment-store.ts';
import type { EnvironmentTheme } from './environment-theme.ts';
import type { SlateTheme } from './slate-theme.ts';

/** What an environment needs of IGNITION's `project.created`. */
const projectCreated = z.object({
  projectId: z.string().min(1),
  slug: z.string().min(1),
  kind: z.enum(PROJECT_KINDS),
  repository: z.object({ cloneUrl: z.url({ protocol: /^https?$/ }), defaultBranch: z.string().min(1) }),
  createdBy: z.object({ id: z.string() }).nullish(),
});

const repositoryPushed = z.object({ projectId: z.string(), branch: z.string() });

export interface EnvironmentConsumersOptions {
  db: PrismaClient;
  store: EnvironmentStore;
  files: EnvironmentFiles;
  theme: EnvironmentTheme;
  slate: SlateTheme;
  /** The tokens have changed; component previews wear them too. */
  onTheme: () => void;
  logger: Logger;
}

/** New projects get an environment, pushes reach those that are open, and new tokens every one that is open. */
export function environmentConsumers(options: EnvironmentConsumersOptions): ConsumeOptions[] {
  const { db, store, files, theme, slate, onTheme, logger } = options;
  const created = 'ignis-environments';
  return [
    {
      durable: created,
      patterns: ['project.created'],
      async handler(event) {
        const parsed = projectCreated.safeParse(event.payload);
        if (!parsed.success) {
          logger.error({ eventId: event.id, problems: parsed.error.issues }, 'a project.created is not as agreed; it is skipped');
          return;
        }
        const { projectId: id, slug, kind, repository, createdBy } = parsed.data;
        await handleOnce<Prisma.TransactionClient>(db, { consumer: created, event }, (tx) =>
          store.create(tx, { id, slug, kind, ...repository }, createdBy?.id ?? null),
        );
      },
    },
    {
      durable: 'ignis-environment-pushes',
      patterns: ['repository.pushed'],
      async handler(event) {
        const parsed = repositoryPushed.safeParse(event.payload);
        if (!parsed.success) return;
        const [environment] = await store.byProjects([parsed.data.projectId]);
        if (environment?.status !== 'READY' || environment.branch !== parsed.data.branch) return;
        await files
          .follow(environment)
          .catch((error: unknown) => logger.warn({ err: error, environment: environment.id }, 'a push did not reach the open environment'));
      },
    },
    {
      durable: 'ignis-theme',
      patterns: ['tokens.updated'],
      async handler() {
        slate.forget();
        onTheme();
        await Promise.all((await store.withStatus('READY')).map((environment) => theme.apply(environment)));
      },
    },
  ];
}
