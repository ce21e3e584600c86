import { type Cache, readThrough } from '@wissil/platform/cache';
import { InvalidInputError } from '@wissil/platform/errors';
import type { BuildStatus, PrismaClient } from '../../generated/prisma/client.ts';
import type { BuildMetrics } from '../pipeline/build-metrics.ts';

/** Of one project. */
const MOST_POINTS = 100;

const KEPT_SECONDS = 3_600;

/** What is drawn of one build of a project that has ended. */
export interface TrendPoint extends Pick<BuildMetrics, 'totals' | 'optimisations'> {
  id: string;
  number: number;
  status: BuildStatus;
  /** ISO 8601: it has been JSON. */
  finishedAt: string;
  durationMs: number | null;
  outputBytes: number | null;
  gzipBytes: number | null;
}

const keyOf = (projectId: string) => `ignis:build-trend:${projectId}`;

/** What the builds of a project measured, from the cache; PostgreSQL is the record. */
export class BuildTrend {
  readonly #db: PrismaClient;
  readonly #cache: Cache;

  constructor(options: { db: PrismaClient; cache: Cache }) {
    this.#db = options.db;
    this.#cache = options.cache;
  }

  /**
   * The newest builds that were really made, oldest first.
   * @throws InvalidInputError
   */
  async of(projectId: string, last: number): Promise<TrendPoint[]> {
    if (last < 1 || last > MOST_POINTS) throw new InvalidInputError([{ path: 'last', message: `Ask for 1 to ${MOST_POINTS} builds.` }]);
    const points = await readThrough(this.#cache, { key: keyOf(projectId), ttlSeconds: KEPT_SECONDS }, () => this.#read(projectId));
    return points.slice(-last);
  }

  /** A build of the project has ended. */
  async forget(projectId: string | null): Promise<void> {
    if (projectId !== null) await this.#cache.delete(keyOf(projectId)).catch(() => undefined);
  }

  async #read(projectId: string): Promise<TrendPoint[]> {
    const rows = await this.#db.build.findMany({
      where: { projectId, kind: 'PROJECT', finishedAt: { not: null }, reusedFromId: null },
      orderBy: { number: 'desc' },
      take: MOST_POINTS,
      select: { id: true, number: true, status: true, finishedAt: true, durationMs: true, metrics: true },
    });
    return rows.toReversed().map(({ metrics, finishedAt, ...row }) => {
      const { outputBytes = null, gzipBytes = null, totals = [], optimisations = [] } = (metrics as Partial<BuildMetrics> | null) ?? {};
      return { ...row, finishedAt: (finishedAt as Date).toISOString(), outputBytes, gzipBytes, totals, optimisations };
    });
  }
}
