import { type ConsumeOptions, handleOnce } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { isBranch, isCommit } from '../build/build-input.ts';
import { queueProjectBuild } from '../build/build-service.ts';
import { PROJECT_KINDS } from '../project/project-consumer.ts';

const DURABLE = 'ignis-build-requests';

/** WAYPOINT's `build.requested`. */
const buildRequested = z.object({
  requestId: z.string().regex(/^run_\w+$/),
  projectId: z.string().min(1),
  slug: z.string().min(1),
  kind: z.enum(PROJECT_KINDS),
  cloneUrl: z.url({ protocol: /^https?$/ }),
  branch: z.string().refine(isBranch, 'This is not the name of a branch.'),
  commit: z.string().refine(isCommit, 'This is not the hash of a commit.'),
  healthPath: z.string().startsWith('/'),
});

/** Queues one build for each run of WAYPOINT's pipeline. */
export function buildRequestConsumer({ db, onQueued, logger }: { db: PrismaClient; onQueued: () => void; logger: Logger }): ConsumeOptions {
  return {
    durable: DURABLE,
    patterns: ['build.requested'],
    async handler(event) {
      const parsed = buildRequested.safeParse(event.payload);
      if (!parsed.success) {
        logger.error({ eventId: event.id, problems: parsed.error.issues }, 'a build.requested is not as agreed; it is skipped');
        return;
      }
      const { requestId, projectId, slug, kind, cloneUrl, healthPath, commit, branch } = parsed.data;
      await handleOnce<Prisma.TransactionClient>(db, { consumer: DURABLE, event }, async (tx) => {
        if (await tx.build.findUnique({ where: { requestId }, select: { id: true } })) return;
        const source = { slug, kind, cloneUrl, healthPath };
        await queueProjectBuild(tx, { entry: slug, trigger: 'EVENT', projectId, requestId, commit, branch, source });
      });
      onQueued();
    },
  };
}
