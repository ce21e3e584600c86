import { setTimeout as pause } from 'node:timers/promises';
import type { DeployTarget, ReleaseToRun } from '../target/deploy-target.ts';
import type { DeploymentCheck } from './deployment-record.ts';

/** A release that has just come to run may fail a request or two. */
const TRIES = 3;
const BETWEEN_MS = 500;
const TIMEOUT_MS = 10_000;

/** Something of WISSIL that releases stand on. Null: not part of this installation. */
export interface Dependency {
  name: string;
  ping: (() => Promise<void>) | null;
}

/** Looks at what has come to run as its users do, and at what WISSIL itself needs to keep it running (WAY-3). */
export async function healthChecks(
  target: DeployTarget,
  release: ReleaseToRun,
  { dependencies, signal }: { dependencies: readonly Dependency[]; signal: AbortSignal },
): Promise<DeploymentCheck[]> {
  return Promise.all([
    checkEndpoint(target, release, signal),
    ...dependencies.map(async ({ name, ping }): Promise<DeploymentCheck> => {
      if (ping === null) return { name, status: 'SKIPPED', message: 'It is not part of this installation.' };
      const failure = await ping().then(
        () => undefined,
        (error: Error) => error.message,
      );
      return { name, status: failure === undefined ? 'PASSED' : 'FAILED', message: failure ?? null };
    }),
  ]);
}

async function checkEndpoint(target: DeployTarget, release: ReleaseToRun, signal: AbortSignal): Promise<DeploymentCheck> {
  const name = `GET ${release.healthPath}`;
  let message = '';
  for (let tries = 1; tries <= TRIES; tries++) {
    if (tries > 1) await pause(BETWEEN_MS, undefined, { signal });
    try {
      const { status, milliseconds } = await target.probe(
        release,
        release.healthPath,
        AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      );
      if (status >= 200 && status < 300) return { name, status: 'PASSED', message: `${status} in ${milliseconds} ms.` };
      message = `It answered ${status}.`;
    } catch (error) {
      signal.throwIfAborted();
      message = `It did not answer: ${(error as Error).message}.`;
    }
  }
  return { name, status: 'FAILED', message };
}
