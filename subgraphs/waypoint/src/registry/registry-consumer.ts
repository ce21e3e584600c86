import { type ConsumeOptions, handleOnce } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { register } from './registry-service.ts';

const DURABLE = 'waypoint-registry';

/** What the registry needs of SPARK's `component.created`. */
const componentCreated = z.object({
  componentId: z.string().min(1),
  versionId: z.string().min(1),
  name: z.string().min(1),
  number: z.int().positive(),
});

/** Keeps the component registry (WAY-6). */
export function registryConsumer({ db, logger }: { db: PrismaClient; logger: Logger }): ConsumeOptions {
  return {
    durable: DURABLE,
    patterns: ['component.created'],
    async handler(event) {
      const parsed = componentCreated.safeParse(event.payload);
      if (!parsed.success) {
        logger.error({ eventId: event.id, problems: parsed.error.issues }, 'a component.created is not as agreed; it is skipped');
        return;
      }
      const { componentId, versionId, name, number } = parsed.data;
      await handleOnce<Prisma.TransactionClient>(db, { consumer: DURABLE, event }, (tx) =>
        register(tx, { componentId, componentVersionId: versionId, name, version: number }),
      );
    },
  };
}
