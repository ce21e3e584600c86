import type { EnvironmentName } from '../../generated/prisma/client.ts';

/** Where one project runs in one environment. */
export interface Slot {
  projectId: string;
  /** A DNS label. */
  slug: string;
  environment: EnvironmentName;
}

/** What a slot is to run. */
export interface ReleaseToRun extends Slot {
  deploymentId: string;
  /** In the registry. */
  repository: string;
  digest: string;
  version: string;
  healthPath: string;
  /** What a cluster was given when this ran there before; a rollback gives it the same again. */
  manifests: unknown;
}

/** A release that runs beside, or in the place of, the one before, and is not accepted yet. */
export interface Rollout {
  /** Where people open it. */
  url: string;
  /** To be kept for a rollback; null where the release says it all. */
  manifests: unknown;
  /** What ran before is not needed any more. */
  accept(): void;
}

export interface Runtime {
  desired: number;
  ready: number;
  restarts: number;
  message: string | null;
}

/** Where releases run: this machine, or a cluster. */
export interface DeployTarget {
  readonly kind: 'local' | 'kubernetes';
  /**
   * Brings a release up and has people reach it. What ran before goes on running until the rollout is accepted.
   * @throws PermanentFailure where the release does not become ready: what ran before is reached as ever
   */
  deploy(release: ReleaseToRun, signal: AbortSignal): Promise<Rollout>;
  /** Has the slot run `release` alone, or nothing. It may do so already. */
  settle(slot: Slot, release: ReleaseToRun | undefined): Promise<void>;
  /** What runs of a deployment now; undefined where nothing does. */
  runtimeOf(deploymentId: string): Runtime | undefined;
  /** Where people open the slot, as far as the target decides that. */
  urlOf(slot: Slot): string | undefined;
  /** Where to ask how the slot's release is, as people reach it. */
  probe(slot: Slot, path: string, signal: AbortSignal): Promise<{ status: number; milliseconds: number }>;
  /** @param running what should run, from before the start */
  start(running: readonly ReleaseToRun[]): Promise<void>;
  stop(): Promise<void>;
}
