import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { regularly } from '@wissil/platform/process';
import type { PrismaClient, Prisma } from '../../generated/prisma/client.ts';
import { lockProject } from '../deployment/deployment-store.ts';
import type { Collected, GarbageCollector } from '../oci-registry/garbage-collector.ts';

const EVERY_MS = 3_600_000;
/** Of those that have run in an environment: what runs, and what one would go back to. */
const KEPT_IN_EACH = 2;

export interface ImageRetentionOptions {
  db: PrismaClient;
  /** Undefined where images are in a registry that WAYPOINT does not run: that has its own rules. */
  garbage: () => GarbageCollector | undefined;
  /** The newest releases of each project whose images stay. */
  kept: number;
  logger: Logger;
}

/** Removes the images of releases that are too old, and what else of the embedded registry no release needs; at the start, and every hour. */
export function startImageRetention(options: ImageRetentionOptions): Subscription {
  const { logger } = options;
  return regularly(
    async () => {
      const removed = await pruneImages(options);
      if (removed.blobs > 0) logger.info(removed, 'images that no release needs are removed');
    },
    {
      everyMs: EVERY_MS,
      onError: (error) => logger.warn({ err: error }, 'could not remove old images; trying again in an hour'),
    },
  );
}

/** Once. A process that is killed in between leaves the rest for the next time. */
async function pruneImages({ db, garbage, kept }: ImageRetentionOptions): Promise<Collected> {
  const collector = garbage();
  if (!collector) return { manifests: 0, blobs: 0, bytes: 0 };
  let manifests = 0;
  for (const { projectId, slug } of await db.pipeline.findMany({ select: { projectId: true, slug: true } })) {
    const repository = `wissil/${slug}`;
    // Listed first: whatever is listed and pushed by a run that is not over is not a release's yet.
    const there = await collector.manifests(repository);
    if ((await db.pipelineRun.count({ where: { projectId, status: 'PUBLISHING' } })) > 0) continue;
    await db.$transaction((tx) => retire(tx, projectId, kept));
    const needed = await db.release.findMany({ where: { projectId, imageRemovedAt: null }, select: { digest: true } });
    const digests = new Set(needed.map(({ digest }) => digest));
    const unneeded = there.filter((digest) => !digests.has(digest));
    await collector.removeManifests(repository, unneeded);
    manifests += unneeded.length;
  }
  return { manifests, ...(await collector.sweep()) };
}

/** Notes of the releases of a project that are too old that their images go, before they do: from then on nobody deploys them. */
async function retire(tx: Prisma.TransactionClient, projectId: string, kept: number): Promise<void> {
  await lockProject(tx, projectId);
  const newest = await tx.release.findMany({ where: { projectId }, orderBy: { runNumber: 'desc' }, take: kept, select: { id: true } });
  const underWay = await tx.deployment.findMany({
    where: { projectId, status: { in: ['PENDING', 'AWAITING_APPROVAL', 'IN_PROGRESS'] }, releaseId: { not: null } },
    select: { releaseId: true },
  });
  const ran = await tx.$queryRaw<{ releaseId: string }[]>`
    SELECT "release_id" AS "releaseId" FROM (
      SELECT "release_id", row_number() OVER (PARTITION BY "environment_id" ORDER BY max("finished_at") DESC) AS "place"
      FROM "deployment" WHERE "project_id" = ${projectId} AND "status" = 'SUCCEEDED' AND "release_id" IS NOT NULL
      GROUP BY "environment_id", "release_id"
    ) AS "latest" WHERE "place" <= ${KEPT_IN_EACH}`;
  const stay = [...newest.map(({ id }) => id), ...[...underWay, ...ran].flatMap(({ releaseId }) => releaseId ?? [])];
  await tx.release.updateMany({ where: { projectId, imageRemovedAt: null, id: { notIn: stay } }, data: { imageRemovedAt: new Date() } });
}
