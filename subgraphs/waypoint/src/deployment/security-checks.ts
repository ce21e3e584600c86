import { z } from 'zod';
import type { Deployment, PipelineRun, Prisma, Release } from '../../generated/prisma/client.ts';
import type { Manifest } from '../image/oci.ts';
import { ForeignContent, type RegistryClient } from '../image/registry-client.ts';
import type { Stage } from '../pipeline/stage.ts';
import type { DeploymentCheck } from './deployment-record.ts';

/** What the checks look at beside the release. */
export interface Evidence {
  /** That made it. */
  run: Pick<PipelineRun, 'number' | 'projectId' | 'commit' | 'stages'> | null;
  /** The newest that brought the digest to staging, and was not rolled back. */
  staging: Pick<Deployment, 'digest' | 'health'> | null;
  image: FoundImage;
}

/** As the registry has it now. */
export interface FoundImage {
  /** The account that it runs as. */
  user: string;
  /** What is wrong with it. */
  problem: string | null;
}

const configuration = z.object({ config: z.object({ User: z.string().default('') }) });

/** Of a run, what has to have succeeded; checks that a project does not have are skipped by its build. */
const NEEDED: readonly string[] = ['build', 'image', 'push'];
const CHECKED: readonly string[] = ['prepare', 'lint', 'types', 'test', ...NEEDED];

/** What is on record of a release, to the image that the registry has of it. */
export async function evidenceOf(tx: Prisma.TransactionClient, release: Release, found: FoundImage): Promise<Evidence> {
  const { runId, projectId, digest } = release;
  const run = await tx.pipelineRun.findUnique({ where: { id: runId } });
  const staging = await tx.deployment.findFirst({
    where: { projectId, digest, status: 'SUCCEEDED', environment: { name: 'STAGING' }, releaseId: { not: null } },
    orderBy: [{ finishedAt: 'desc' }, { id: 'desc' }],
  });
  return { run, staging, image: found };
}

/** What production asks of a release beside approval (WAY-1). */
export function securityChecks(release: Release, { run, staging, image: { user, problem } }: Evidence): DeploymentCheck[] {
  const unfinished = run && unfinishedOf(run.stages as unknown as Stage[]);
  const sick = staging && (staging.health as unknown as DeploymentCheck[]).find(({ status }) => status === 'FAILED');
  const looked = staging !== null && (staging.health as unknown as DeploymentCheck[]).some(({ status }) => status === 'PASSED');
  const ran = staging?.digest ?? undefined;
  return [
    check('Runs without privileges', isUnprivileged(user) && isUnprivileged(release.user), {
      passed: `As the account ${user}.`,
      failed: `The image runs as ${isUnprivileged(user) ? nameOf(release.user) : nameOf(user)}.`,
    }),
    check('Holds no secrets', release.exposedFiles.length === 0, {
      passed: 'No file of settings, keys or passwords is in it.',
      failed: `There are files in it that nobody outside should have: ${release.exposedFiles.slice(0, 5).join(', ')}.`,
    }),
    check('Comes from its pipeline', unfinished === null && run?.commit === release.commit && run.projectId === release.projectId, {
      passed: `The commit ${release.commit.slice(0, 12)} was built, checked and pushed by run ${run?.number}.`,
      failed: provenanceProblem(release, run, unfinished),
    }),
    check('Is what ran in staging', ran === release.digest, {
      passed: `The same digest ran there: ${release.digest}.`,
      failed: ran === undefined ? 'It has not run in staging.' : `Staging ran ${ran}, and this is ${release.digest}.`,
    }),
    check('Was healthy in staging', looked && !sick, {
      passed: 'Every health check of it there passed.',
      failed: sick ? `${sick.name}: ${sick.message ?? 'it failed.'}` : 'No health check of it there is on record.',
    }),
    check('Is in the registry as it was made', problem === null, {
      passed: 'Its manifest and configuration were read again, and have the digests of the release.',
      failed: problem ?? '',
    }),
  ];
}

/**
 * The image of a release, read anew, with every digest computed anew.
 * @throws WissilError UNAVAILABLE where the registry does not answer
 */
export async function findImage(registry: RegistryClient, release: Release): Promise<FoundImage> {
  try {
    return await readImage(registry, release);
  } catch (error) {
    if (error instanceof ForeignContent) return { user: release.user, problem: error.message };
    throw error;
  }
}

async function readImage(registry: RegistryClient, { repository, version, digest, user }: Release): Promise<FoundImage> {
  const found = await registry.manifest(repository, digest);
  if (!found) return { user, problem: `${registry.host} does not have ${repository}@${digest} any more.` };
  const { config, layers } = JSON.parse(found.bytes.toString('utf8')) as Manifest;
  for (const blob of [config, ...layers])
    if (!(await registry.hasBlob(repository, blob.digest)))
      return { user, problem: `${registry.host} does not have ${blob.digest} any more, which is a part of it.` };
  const read = configuration.safeParse(JSON.parse((await registry.bytes(repository, config.digest)).toString('utf8')));
  if (!read.success) return { user, problem: 'Its configuration cannot be read.' };
  const tagged = await registry.manifest(repository, version);
  const elsewhere = tagged && tagged.digest !== digest;
  return {
    user: read.data.config.User,
    problem: elsewhere ? `The tag ${version} leads to ${tagged.digest}, and the release was made as ${digest}.` : null,
  };
}

/** The first stage that has not succeeded; null where all have. */
function unfinishedOf(stages: readonly Stage[]): Stage | null {
  return (
    stages.find(
      ({ name, status }) => CHECKED.includes(name) && status !== 'SUCCEEDED' && (status !== 'SKIPPED' || NEEDED.includes(name)),
    ) ?? null
  );
}

function provenanceProblem(release: Release, run: Evidence['run'], unfinished: Stage | null): string {
  if (!run) return 'The run that made it is not on record.';
  if (unfinished) return `Its run ${run.number} did not succeed in ${unfinished.name}.`;
  return `Its run ${run.number} built the commit ${run.commit}, and the release says ${release.commit}.`;
}

function check(name: string, passed: boolean, messages: { passed: string; failed: string }): DeploymentCheck {
  return { name, status: passed ? 'PASSED' : 'FAILED', message: passed ? messages.passed : messages.failed };
}

function isUnprivileged(user: string): boolean {
  const [name = ''] = user.split(':', 1);
  return name !== '' && name !== 'root' && name !== '0';
}

function nameOf(user: string): string {
  return user === '' ? 'root' : user;
}

export function failuresOf(checks: readonly DeploymentCheck[]): string {
  return checks
    .filter(({ status }) => status === 'FAILED')
    .map(({ name, message }) => `${name}: ${message ?? 'it failed.'}`)
    .join(' ');
}
