import { recordEvent } from '@wissil/platform/events';
import type { Build, BuildStatus, Prisma } from '../../generated/prisma/client.ts';
import { ARTIFACT_PORT } from '../artifact/artifact-port.ts';
import type { EndedPhase } from '../pipeline/build-phase.ts';

/** The payload of `build.<status>`. */
interface BuildEvent {
  id: string;
  number: number;
  status: BuildStatus;
  trigger: Build['trigger'];
  entry: string;
  project: string | null;
  componentVersion: string | null;
  /** Of a build that succeeded. */
  digest: string | null;
  /** Of a build that failed. */
  error: string | null;
  requestId: string | null;
  commit: string | null;
  /** Of a project's build: what it is at, or what failed. */
  phase: string | null;
  phases: Pick<EndedPhase, 'name' | 'status' | 'durationMs'>[];
  artifact: { id: string; digest: string; sizeBytes: number; command: string[]; healthPath: string; port: number } | null;
}

/**
 * Records `build.queued`, `build.running`, `build.succeeded` or `build.failed` in the transaction that made it so, and for those who look at
 * the one build `build.<id>.changed`.
 */
export async function announce(tx: Prisma.TransactionClient, build: Build): Promise<void> {
  const { id, number, status, trigger, entry, projectId, componentVersionId, digest, error, requestId, commit, phase } = build;
  const payload: BuildEvent = {
    id,
    number,
    status,
    trigger,
    entry,
    project: projectId,
    componentVersion: componentVersionId,
    digest,
    error,
    requestId,
    commit,
    phase,
    phases: (build.phases as unknown as EndedPhase[]).map(({ name, status: ended, durationMs }) => ({ name, status: ended, durationMs })),
    artifact: await artifactOf(tx, build.artifactId),
  };
  await recordEvent(tx, { subject: `build.${status.toLowerCase()}`, payload });
  await recordEvent(tx, { subject: `build.${id}.changed`, payload: { id } });
}

async function artifactOf(tx: Prisma.TransactionClient, id: string | null): Promise<BuildEvent['artifact']> {
  if (id === null) return null;
  const artifact = await tx.artifact.findUniqueOrThrow({ where: { id }, omit: { createdAt: true } });
  return { ...artifact, port: ARTIFACT_PORT };
}
