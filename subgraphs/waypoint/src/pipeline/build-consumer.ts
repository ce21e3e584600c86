import { type ConsumeOptions, handleOnce } from '@wissil/platform/events';
import { enqueueJob } from '@wissil/platform/jobs';
import type { Logger } from '@wissil/platform/logging';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { artifactSchema } from './artifact.ts';
import { changeRun, failRun } from './run-store.ts';
import { PUBLISH_JOB, type PublishPayload } from './publish-job.ts';
import { closedStages, type Stage, type StageName, withStage } from './stage.ts';

const DURABLE = 'waypoint-builds';

/** What a run needs of IGNIS's `build.<status>`. Builds that no run asked for are none of its business. */
const buildChanged = z.object({
  id: z.string().min(1),
  requestId: z.string().nullish(),
  error: z.string().nullish(),
  phase: z.string().nullish(),
  phases: z
    .array(z.object({ name: z.string(), status: z.enum(['SUCCEEDED', 'FAILED', 'SKIPPED']), durationMs: z.number().nonnegative() }))
    .default([]),
  artifact: artifactSchema.nullish(),
});
type BuildChanged = z.infer<typeof buildChanged>;

/** The phases of IGNIS that make up a stage. */
const PHASES: readonly (readonly [StageName, readonly string[]])[] = [
  ['prepare', ['checkout', 'install']],
  ['lint', ['lint']],
  ['types', ['types']],
  ['test', ['test']],
  ['build', ['build', 'package']],
];

const REMEDIES: Readonly<Record<string, string>> = {
  prepare: 'See whether the repository and its packages can be reached, and what the build’s log says; then start the pipeline again.',
  lint: 'Run the linter on the project, mend what it names, and push again.',
  types: 'Run the type check on the project, mend what it names, and push again.',
  test: 'Run the tests of the project, mend what fails, and push again.',
  build: 'The build’s log says where it failed. Mend it, and push again.',
};

/** Carries what IGNIS says of its builds into the runs that asked for them. */
export function buildConsumer({ db, logger }: { db: PrismaClient; logger: Logger }): ConsumeOptions {
  return {
    durable: DURABLE,
    patterns: ['build.queued', 'build.running', 'build.succeeded', 'build.failed'],
    async handler(event) {
      const parsed = buildChanged.safeParse(event.payload);
      if (!parsed.success) {
        logger.error({ eventId: event.id, problems: parsed.error.issues }, `a ${event.subject} is not as agreed; it is skipped`);
        return;
      }
      const build = parsed.data;
      const run = build.requestId;
      if (run == null) return;
      await handleOnce<Prisma.TransactionClient>(db, { consumer: DURABLE, event }, async (tx) => {
        switch (event.subject) {
          case 'build.queued':
            return void (await changeRun(tx, run, () => ({ buildId: build.id })));
          case 'build.running':
            return void (await changeRun(tx, run, ({ status }, stages) =>
              status === 'QUEUED' || status === 'BUILDING'
                ? { buildId: build.id, status: 'BUILDING', stages: progressOf(build, stages) }
                : undefined,
            ));
          case 'build.failed':
            return fail(tx, run, build);
          case 'build.succeeded':
            return publish(tx, run, build);
        }
      });
    },
  };
}

/** The stages as far as IGNIS is with them; the one after the last that ended is what runs. */
function progressOf({ phases, phase }: BuildChanged, before: readonly Stage[]): Stage[] {
  let stages = [...before];
  let at: StageName | undefined = PHASES.find(([, names]) => phase != null && names.includes(phase))?.[0];
  for (const [name, parts] of PHASES) {
    const ended = phases.filter((each) => parts.includes(each.name));
    const failed = ended.some(({ status }) => status === 'FAILED');
    const done = failed || ended.some((each) => each.name === parts.at(-1));
    if (!done) {
      at ??= name;
      continue;
    }
    const status = failed ? 'FAILED' : ended.every((each) => each.status === 'SKIPPED') ? 'SKIPPED' : 'SUCCEEDED';
    stages = withStage(stages, name, { status, durationMs: ended.reduce((sum, { durationMs }) => sum + durationMs, 0) });
  }
  const running = stages.find(({ name }) => name === at);
  return running?.status === 'PENDING' ? withStage(stages, running.name, { status: 'RUNNING' }) : stages;
}

async function fail(tx: Prisma.TransactionClient, run: string, build: BuildChanged): Promise<void> {
  await changeRun(tx, run, (_run, stages) => ({ buildId: build.id, stages: progressOf(build, stages) }));
  const stage = PHASES.find(([, names]) => build.phase != null && names.includes(build.phase))?.[0];
  await failRun(tx, run, {
    message: build.error ?? 'The build failed.',
    remedy: REMEDIES[stage ?? 'build'] as string,
    ...(stage && { stage }),
  });
}

async function publish(tx: Prisma.TransactionClient, run: string, build: BuildChanged): Promise<void> {
  const { artifact: made } = build;
  if (made == null) {
    const message = 'The build put out nothing to run.';
    await changeRun(tx, run, (_run, stages) => ({
      buildId: build.id,
      status: 'SUCCEEDED',
      stages: closedStages(progressOf({ ...build, phase: null }, stages), 'SKIPPED', message),
    }));
    return;
  }
  const changed = await changeRun(tx, run, ({ status }, stages) =>
    status === 'QUEUED' || status === 'BUILDING'
      ? { buildId: build.id, status: 'PUBLISHING', stages: withStage(ended(build, stages), 'image', { status: 'RUNNING' }) }
      : undefined,
  );
  if (!changed) return;
  const payload: PublishPayload = { runId: run, buildId: build.id, artifact: made };
  await enqueueJob(tx, { kind: PUBLISH_JOB, key: run, payload, requestedBy: changed.startedById });
}

/** A build that has succeeded has no stage under way, whatever it said of its phases. */
function ended(build: BuildChanged, stages: readonly Stage[]): Stage[] {
  const names = PHASES.map(([name]) => name);
  return progressOf({ ...build, phase: null }, stages).map((stage) =>
    names.includes(stage.name) && (stage.status === 'RUNNING' || stage.status === 'PENDING')
      ? (withStage([stage], stage.name, { status: 'SUCCEEDED' })[0] as Stage)
      : stage,
  );
}
