import { type ConsumeOptions, handleOnce } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { queueBuild } from '../build/build-service.ts';
import { checkSources } from '../bundler/source-files.ts';

const DURABLE = 'ignis-component-builds';

/** What a build needs of SPARK's `component.created`. */
const componentCreated = z.object({
  versionId: z.string().min(1),
  files: z.array(z.object({ path: z.string(), content: z.string() })),
  entry: z.string(),
});

/** Queues a build of each new version of a component. */
export function componentConsumer({ db, onQueued, logger }: { db: PrismaClient; onQueued: () => void; logger: Logger }): ConsumeOptions {
  return {
    durable: DURABLE,
    patterns: ['component.created'],
    async handler(event) {
      const parsed = componentCreated.safeParse(event.payload);
      if (!parsed.success) {
        logger.error({ eventId: event.id, problems: parsed.error.issues }, 'a component.created is not as agreed; it is skipped');
        return;
      }
      const { entry, files, problems } = checkSources(parsed.data);
      if (problems.length > 0) {
        logger.error({ eventId: event.id, problems }, 'the files of a component.created cannot be built; it is skipped');
        return;
      }
      const queued = await handleOnce<Prisma.TransactionClient>(db, { consumer: DURABLE, event }, async (tx) => {
        await queueBuild(tx, { entry, files, trigger: 'EVENT', componentVersionId: parsed.data.versionId });
      });
      if (queued) onQueued();
    },
  };
}
