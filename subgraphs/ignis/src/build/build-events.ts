import { recordEvent } from '@wissil/platform/events';
import type { Build, BuildStatus, Prisma } from '../../generated/prisma/client.ts';

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
}

/** Records `build.queued`, `build.running`, `build.succeeded` or `build.failed` in the transaction that made it so. */
export async function announce(tx: Prisma.TransactionClient, build: Build): Promise<void> {
  const { id, number, status, trigger, entry, projectId, componentVersionId, digest, error } = build;
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
  };
  await recordEvent(tx, { subject: `build.${status.toLowerCase()}`, payload });
}
