import { join } from 'node:path';
import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import { pruneBatch, startRetention } from '@wissil/platform/retention';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { IgnisConfig } from '../config.ts';
import { pruneModules } from '../workspace/prune-modules.ts';
import { pruneArtifacts, pruneBuildLogs } from './prune-artifacts.ts';
import { pruneBuildFolders, prunePictures } from './prune-files.ts';

export interface RetentionOptions {
  db: PrismaClient;
  /** IGNIS's, absolute. */
  files: string;
  config: IgnisConfig;
  logger: Logger;
}

/** What is kept only for a while, by what the log calls it. Each call deletes a batch and says how much. */
export function prunings({ db, files, config }: Omit<RetentionOptions, 'logger'>): Record<string, () => Promise<number>> {
  const days = config.unusedDays;
  return {
    artifacts: () => pruneArtifacts({ db, root: join(files, 'artifacts'), kept: config.artifactsKept }),
    'logs of builds': () => pruneBuildLogs({ db, days: config.buildLogDays, most: pruneBatch }),
    'folders of builds': () => pruneBuildFolders({ db, root: join(files, 'builds') }),
    'encoded pictures': () => prunePictures({ root: join(files, 'pictures'), days }),
    'installed packages': async () => {
      const isInUse = await environmentsInUse(db);
      return pruneModules({ root: join(files, 'modules'), most: config.modulesKept, days, isInUse });
    },
  };
}

export async function openRetention(options: RetentionOptions): Promise<Subscription> {
  const stops = Object.entries(prunings(options)).map(([what, prune]) => startRetention(prune, { what, logger: options.logger }));
  return { stop: async () => void (await Promise.all(stops.map((stop) => stop()))) };
}

/** The folder of an environment outlives its dev server; that of a build goes with it. */
async function environmentsInUse(db: PrismaClient): Promise<(project: string) => boolean> {
  const running = await db.devEnvironment.findMany({ where: { status: { in: ['PREPARING', 'READY'] } }, select: { id: true } });
  const ids = new Set(running.map(({ id }) => id));
  return (project) => {
    const id = /\/environments\/([^/]+)\/tree$/.exec(project)?.[1];
    return id === undefined || ids.has(id);
  };
}
