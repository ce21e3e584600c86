import { join } from 'node:path';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { DAY_MS, entriesOf, GRACE_MS, removeLeftovers, removeUnused } from './remove-unused.ts';

const FILES_A_QUERY = 1_000;

/**
 * Lets go of artifacts but those of the newest builds of each project, and of the last day: WAYPOINT copies what it releases as soon as the
 * build has ended. Builds keep their digests.
 * @returns how many files are gone
 */
export async function pruneArtifacts({ db, root, kept }: { db: PrismaClient; root: string; kept: number }): Promise<number> {
  const graceSeconds = GRACE_MS / 1_000;
  await db.$executeRaw`
    WITH "ranked" AS (
      SELECT "artifact_id", "finished_at", row_number() OVER (PARTITION BY "project_id" ORDER BY "number" DESC) AS "place"
      FROM "build" WHERE "artifact_id" IS NOT NULL
    )
    DELETE FROM "artifact" WHERE "created_at" < now() - make_interval(secs => ${graceSeconds}::int) AND NOT EXISTS (
      SELECT 1 FROM "ranked" WHERE "ranked"."artifact_id" = "artifact"."id"
        AND ("place" <= ${kept}::int OR "finished_at" > now() - make_interval(secs => ${graceSeconds}::int)))`;
  return sweep(db, root);
}

/** Files that no row names: of pruned artifacts, and of builds that ended before they could write one. */
async function sweep(db: PrismaClient, root: string): Promise<number> {
  const before = Date.now() - GRACE_MS;
  let gone = await removeLeftovers(root, (name) => name.startsWith('.'));
  const old = (await entriesOf(root)).filter(({ name, usedAt }) => /^[0-9a-f]{64}\.tar$/.test(name) && usedAt < before);
  for (let at = 0; at < old.length; at += FILES_A_QUERY) {
    const digests = new Map(old.slice(at, at + FILES_A_QUERY).map(({ name }) => [`sha256:${name.slice(0, 64)}`, name]));
    const known = await db.artifact.findMany({ where: { digest: { in: [...digests.keys()] } }, select: { digest: true } });
    for (const { digest } of known) digests.delete(digest);
    for (const name of digests.values()) if (await removeUnused(join(root, name), before)) gone += 1;
  }
  return gone;
}

/** Logs of builds that ended long ago; the builds stay. */
export function pruneBuildLogs({ db, days, most }: { db: PrismaClient; days: number; most: number }): Promise<number> {
  const before = new Date(Date.now() - days * DAY_MS);
  return db.$executeRaw`
    DELETE FROM "build_log" WHERE "build_id" IN (
      SELECT "build_id" FROM "build_log" JOIN "build" ON "build"."id" = "build_id"
      WHERE "finished_at" < ${before} ORDER BY "finished_at" LIMIT ${most}::int)`;
}
