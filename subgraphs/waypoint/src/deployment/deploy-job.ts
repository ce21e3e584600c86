import { ConflictError } from '@wissil/platform/errors';
import { type JobHandler, PermanentFailure } from '@wissil/platform/jobs';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import { changeRun, failRun } from '../pipeline/run-store.ts';
import { withStage } from '../pipeline/stage.ts';
import type { RegistryClient } from '../image/registry-client.ts';
import { notify } from '../notify.ts';
import type { DeployTarget, ReleaseToRun, Rollout } from '../target/deploy-target.ts';
import type { DeploymentCheck } from './deployment-record.ts';
import { beginNext, changeDeployment, currentOf, type DeployPayload, noteProgress } from './deployment-store.ts';
import { type Dependency, healthChecks } from './health-checks.ts';
import { type DeploymentWithParts, deploymentWithParts, releaseToRun, runningBefore } from './release-to-run.ts';
import { promote } from './promotion-service.ts';
import { evidenceOf, failuresOf, findImage, securityChecks } from './security-checks.ts';

/** A place that does not answer for so many attempts, each later than the one before, is left as it is, and the deployment says so. */
const MOST_UNDOS = 12;

export interface DeployParts {
  db: PrismaClient;
  target: DeployTarget;
  registry: RegistryClient;
  dependencies: readonly Dependency[];
}

/**
 * Brings a release to where it is to run: what ran before goes on until the new one is healthy, and for good where it does not get so.
 * Begun again after a crash, it begins anew.
 */
export function deployJob({ db, target, registry, dependencies }: DeployParts): JobHandler<DeployPayload> {
  return {
    async run({ payload: { deploymentId }, signal }) {
      const deployment = await deploymentWithParts(db, deploymentId);
      if (deployment.status !== 'IN_PROGRESS') return;
      const release = await releaseToRun(db, deployment);
      if (!release || !deployment.release)
        throw new PermanentFailure(
          'What was to be deployed is not on record any more.',
          'Start the pipeline again, and deploy the release that it makes.',
        );
      if (release.environment === 'PRODUCTION') await assertSecure(deployment);
      await assertImage(release);
      await db.$transaction((tx) => noteProgress(tx, deploymentId, `Release ${release.version} is being started.`));
      const rollout = await target.deploy(release, signal);
      try {
        await watch(deployment, { release, rollout, signal });
      } catch (error) {
        await target.settle(release, await runningBefore(db, deployment));
        throw error;
      }
      rollout.accept();
    },

    async giveUp({ payload: { deploymentId }, attempt }, failure) {
      const deployment = await deploymentWithParts(db, deploymentId);
      if (deployment.status !== 'IN_PROGRESS') return;
      const release = await releaseToRun(db, deployment);
      const before = await runningBefore(db, deployment);
      const unsettled = release && (await target.settle(release, before).then(() => undefined, messageOf));
      if (unsettled !== undefined && attempt <= MOST_UNDOS) throw new Error(unsettled);
      const message =
        unsettled === undefined ? failure.message : `${failure.message} What ran before could not be brought back: ${unsettled}.`;
      await db.$transaction((tx) => fail(tx, deployment, { message, remedy: failure.remedy, before }));
    },
  };

  /** The tag must still lead to the digest that the release was made with. */
  async function assertImage({ repository, version, digest }: ReleaseToRun): Promise<void> {
    const tagged = await registry.manifest(repository, version);
    if (tagged && tagged.digest !== digest) {
      throw new PermanentFailure(
        `The tag ${version} of ${repository} leads to ${tagged.digest} now, and the release was made as ${digest}.`,
        'Find out who pushed another image under that tag; start the pipeline again to get a release that can be trusted.',
      );
    }
  }

  async function assertSecure(deployment: DeploymentWithParts): Promise<void> {
    const { release, rollback } = deployment;
    if (!release || rollback) return;
    const checks = securityChecks(release, await evidenceOf(db, release, await findImage(registry, release)));
    await db.deployment.update({ where: { id: deployment.id }, data: { checks: checks as unknown as Prisma.InputJsonValue } });
    const failures = failuresOf(checks);
    if (failures !== '')
      throw new PermanentFailure(
        `The security checks of production fail. ${failures}`,
        'Mend what they name, and bring a new release through staging.',
      );
  }

  async function watch(
    deployment: DeploymentWithParts,
    { release, rollout, signal }: { release: ReleaseToRun; rollout: Rollout; signal: AbortSignal },
  ): Promise<void> {
    await db.$transaction((tx) => enterHealth(tx, deployment));
    const health = await healthChecks(target, release, { dependencies, signal });
    await db.deployment.update({ where: { id: deployment.id }, data: { health: health as unknown as Prisma.InputJsonValue } });
    const failures = failuresOf(health);
    if (failures !== '')
      throw new PermanentFailure(`Release ${release.version} is not healthy. ${failures}`, 'Mend what the checks name, and push again.');
    await db.$transaction((tx) => succeed(tx, deployment, { health, rollout }));
  }
}

function messageOf(error: Error): string {
  return error.message;
}

async function enterHealth(tx: Prisma.TransactionClient, { id, runId }: DeploymentWithParts): Promise<void> {
  await noteProgress(tx, id, 'It runs; its health is being checked.');
  if (runId === null) return;
  await changeRun(tx, runId, (_run, stages) => ({
    stages: withStage(withStage(stages, 'deploy', { status: 'SUCCEEDED' }), 'health', { status: 'RUNNING' }),
  }));
}

async function succeed(
  tx: Prisma.TransactionClient,
  deployment: DeploymentWithParts,
  { health, rollout }: { health: readonly DeploymentCheck[]; rollout: Rollout },
): Promise<void> {
  const { id, projectId, environmentId, environment, runId, rollback, reason, requestedById, requestedByName, version, release } =
    deployment;
  const before = projectId === null ? null : await currentOf(tx, projectId, environmentId);
  const message = rollback ? `Release ${version} runs again.` : `Release ${version} runs, and is healthy.`;
  const data = {
    url: rollout.url,
    health: health as unknown as Prisma.InputJsonValue,
    ...(rollout.manifests !== null && { manifests: rollout.manifests as Prisma.InputJsonValue }),
  };
  await changeDeployment(tx, id, { status: 'SUCCEEDED', message, data });
  if (rollback && before) {
    const why = `${requestedByName ?? 'Somebody'} went back to ${version}: ${reason ?? 'no reason is on record'}`;
    await changeDeployment(tx, before.id, { status: 'ROLLED_BACK', message: why });
  }
  await notify(tx, requestedById, { title: `Release ${version} runs in ${environment.title.toLowerCase()}`, message: rollout.url });
  if (runId !== null) {
    const run = await changeRun(tx, runId, (_run, stages) => ({
      status: 'SUCCEEDED',
      stages: withStage(stages, 'health', { status: 'SUCCEEDED' }),
    }));
    const pipeline = run && (await tx.pipeline.findUnique({ where: { id: run.pipelineId } }));
    if (release && environment.name === 'DEVELOPMENT' && pipeline?.deploymentTarget === 'STAGING') {
      const requestedBy = { id: requestedById, name: requestedByName ?? 'WISSIL' };
      const asked = promote(tx, { release, to: 'STAGING', requestedBy, reason: `Run ${run?.number} of the pipeline asks for it.` });
      // What runs in development stays there, whatever staging says.
      await asked.catch((error: unknown) => {
        if (!(error instanceof ConflictError)) throw error;
      });
    }
  }
  if (projectId !== null) await beginNext(tx, projectId, environment);
}

async function fail(
  tx: Prisma.TransactionClient,
  { id, projectId, environment, runId, requestedById, version }: DeploymentWithParts,
  { message, remedy, before }: { message: string; remedy: string; before: ReleaseToRun | undefined },
): Promise<void> {
  const where = environment.title.toLowerCase();
  const kept = before ? `${message} Release ${before.version} runs there as before.` : `${message} Nothing ran there before.`;
  await changeDeployment(tx, id, { status: before ? 'ROLLED_BACK' : 'FAILED', message: `${kept} ${remedy}` });
  const title = before ? `${where}: ${version} was rolled back to ${before.version}` : `${where}: ${version} could not be deployed`;
  await notify(tx, requestedById, { title: title[0]?.toUpperCase() + title.slice(1), message: `${kept} ${remedy}` });
  if (runId !== null) await failRun(tx, runId, { message: kept, remedy });
  if (projectId !== null) await beginNext(tx, projectId, environment);
}
