import { type ConsumeOptions, handleOnce } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';

const DURABLE = 'ignis-projects';

export const PROJECT_KINDS = ['NEXTJS', 'LIBRARY', 'SERVICE'] as const;

/** What IGNIS needs of IGNITION's `project.created`. */
const projectCreated = z.object({
  projectId: z.string().min(1),
  slug: z.string().min(1),
  name: z.string(),
  kind: z.enum(PROJECT_KINDS),
  repository: z.object({ cloneUrl: z.url({ protocol: /^https?$/ }), defaultBranch: z.string().min(1) }),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  healthPath: z.string().startsWith('/'),
});

export interface ProjectConsumerOptions {
  db: PrismaClient;
  logger: Logger;
}

/** Keeps the table of projects: where each is cloned from, and what it is. */
export function projectConsumer({ db, logger }: ProjectConsumerOptions): ConsumeOptions {
  return {
    durable: DURABLE,
    patterns: ['project.created'],
    async handler(event) {
      const parsed = projectCreated.safeParse(event.payload);
      if (!parsed.success) {
        logger.error({ eventId: event.id, problems: parsed.error.issues }, 'a project.created is not as agreed; it is skipped');
        return;
      }
      const { projectId: id, slug, name, kind, repository, commit, healthPath } = parsed.data;
      const facts = { slug, name, kind, ...repository, commit, healthPath };
      await handleOnce<Prisma.TransactionClient>(db, { consumer: DURABLE, event }, async (tx) => {
        await tx.project.upsert({ where: { id }, create: { id, ...facts }, update: facts });
      });
    },
  };
}
