import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@wissil/platform/graphql';
import type { JobHandler, JobRun } from '@wissil/platform/jobs';
import type { PipelineRun, Prisma, PrismaClient, Release } from '../../generated/prisma/client.ts';
import { WISSIL_ITSELF } from '../actor.ts';
import { promote } from '../deployment/promotion-service.ts';
import type { App } from '../image/publish-image.ts';
import type { ImagePublisher, PublishedImage } from '../image/image-publisher.ts';
import { notify } from '../notify.ts';
import type { Artifact } from './artifact.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { changeRun, changeStage, failRun } from './run-store.ts';
import { closedStages, type StageName, withStage } from './stage.ts';

export const PUBLISH_JOB = 'publish';

export interface PublishPayload {
  runId: string;
  buildId: string;
  artifact: Artifact;
}

export interface PublishParts {
  db: PrismaClient;
  artifacts: ArtifactStore;
  publisher: ImagePublisher;
  /** For files that are gone again when the job ends. */
  folder: string;
}

/**
 * What follows a build: its artifact becomes an image, goes to the registry and the mirror, and is a release, which comes to development.
 * Every part may be done again: what the registry has already is not sent twice, and a run has one release.
 */
export function publishJob({ db, artifacts, publisher, folder }: PublishParts): JobHandler<PublishPayload> {
  return {
    async run(job) {
      const { runId, artifact } = job.payload;
      const run = await db.pipelineRun.findUniqueOrThrow({ where: { id: runId }, include: { pipeline: true } });
      if (run.status !== 'PUBLISHING') return;
      const app: App = {
        name: run.pipeline.name,
        version: `1.0.${run.number}`,
        commit: run.commit,
        command: artifact.command,
        port: artifact.port,
      };
      const repository = `wissil/${run.pipeline.slug}`;
      const image = await job.step('push', () => pushed(job, { app, repository }));
      if (!(await enter(runId, 'mirror', 'push'))) return;
      await job.step('mirror', () => publisher.mirror({ repository, tag: app.version, digest: image.digest }));
      await db.$transaction((tx) =>
        release(tx, job.payload, { run, image, repository, version: app.version, mirrored: publisher.hasMirror }),
      );
      await artifacts.remove(artifact.digest);
    },

    async giveUp({ payload }, { message, remedy }) {
      await db.$transaction((tx) => failRun(tx, payload.runId, { message, remedy }));
      await artifacts.remove(payload.artifact.digest);
    },
  };

  async function pushed(job: JobRun<PublishPayload>, { app, repository }: { app: App; repository: string }): Promise<PublishedImage> {
    const { runId, artifact } = job.payload;
    const scratch = join(folder, runId);
    await mkdir(scratch, { recursive: true });
    try {
      const tar = await artifacts.open(artifact.digest, job.signal);
      const composed = await publisher.compose(tar, app, scratch);
      await enter(runId, 'push', 'image');
      await publisher.push(composed, { repository, tag: app.version });
      return composed.published;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  /** Has the run's page show that one stage has ended and the next has begun; false where somebody has stopped the run. */
  async function enter(runId: string, stage: StageName, after: StageName): Promise<boolean> {
    const changed = await db.$transaction((tx) =>
      changeRun(tx, runId, (_run, stages) => ({
        stages: withStage(withStage(stages, after, { status: 'SUCCEEDED' }), stage, { status: 'RUNNING' }),
      })),
    );
    return changed !== undefined;
  }
}

interface Made {
  run: PipelineRun & { pipeline: { deploymentTarget: 'NONE' | 'DEVELOPMENT' | 'STAGING'; healthPath: string } };
  image: PublishedImage;
  repository: string;
  version: string;
  mirrored: boolean;
}

/** The release, and its way to development, in one transaction with the run's next status. */
async function release(tx: Prisma.TransactionClient, { runId, buildId, artifact }: PublishPayload, made: Made): Promise<void> {
  const { run, image, repository, version, mirrored } = made;
  const mirror = mirrored ? ({ status: 'SUCCEEDED' } as const) : ({ status: 'SKIPPED', message: 'No mirror is set up.' } as const);
  if (!(await changeStage(tx, runId, 'mirror', mirror))) return;
  const created = await tx.release.create({
    data: {
      id: newId('Release'),
      projectId: run.projectId,
      runId,
      runNumber: run.number,
      version,
      repository,
      digest: image.digest,
      sizeBytes: image.sizeBytes,
      commit: run.commit,
      message: run.message,
      buildId,
      artifactDigest: artifact.digest,
      healthPath: artifact.healthPath,
      user: image.user,
      exposedFiles: image.exposedFiles,
    },
  });
  const held = await reasonToHold(tx, run, created);
  if (held !== undefined) {
    await changeRun(tx, runId, (_run, stages) => ({ status: 'SUCCEEDED', stages: closedStages(stages, 'SKIPPED', null) }));
    await changeNote(tx, run, created, held);
    return;
  }
  await changeRun(tx, runId, (_run, stages) => ({ status: 'DEPLOYING', stages: withStage(stages, 'deploy', { status: 'RUNNING' }) }));
  const requestedBy = run.startedByName === null ? WISSIL_ITSELF : { id: run.startedById, name: run.startedByName };
  await promote(tx, { release: created, to: 'DEVELOPMENT', requestedBy, reason: null, runId });
}

/** Why a release does not come to development by itself. */
async function reasonToHold(
  tx: Prisma.TransactionClient,
  { projectId, number, pipeline }: Made['run'],
  { id }: Release,
): Promise<string | undefined> {
  if (pipeline.deploymentTarget === 'NONE') return 'The project is not deployed by itself.';
  const newer = await tx.release.findFirst({ where: { projectId, runNumber: { gt: number }, id: { not: id } }, select: { version: true } });
  return newer ? `Release ${newer.version} is newer and came first.` : undefined;
}

async function changeNote(tx: Prisma.TransactionClient, run: PipelineRun, { version }: Release, held: string): Promise<void> {
  await notify(tx, run.startedById, { title: `Release ${version} is in the registry`, message: held });
}
