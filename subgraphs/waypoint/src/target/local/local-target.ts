import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { WissilError } from '@wissil/platform/errors';
import { PermanentFailure } from '@wissil/platform/jobs';
import type { Logger } from '@wissil/platform/logging';
import type { Sandbox } from '@wissil/platform/sandbox';
import type { Replicas } from '../../config.ts';
import type { DeployTarget, ReleaseToRun, Rollout, Runtime, Slot } from '../deploy-target.ts';
import type { ImageStore } from './image-store.ts';
import type { ReleaseFront } from './release-front.ts';
import { ReplicaSet } from './replica-set.ts';

/** Requests that were under way at an update may take so long. */
const DRAIN_MS = 30_000;
const LONGEST_BACK_OFF_MS = 30_000;

export interface LocalTargetOptions {
  images: ImageStore;
  front: ReleaseFront;
  sandbox: Sandbox;
  /** For the sockets of replicas. Emptied at the start: no process of an earlier one lives. */
  sockets: string;
  replicas: Replicas;
  readySeconds: number;
  logger: Logger;
  /** When what runs of a release has changed by itself. */
  onChange: (release: ReleaseToRun) => void;
}

/** What one slot runs. */
interface Running {
  /** What people reach. */
  current?: ReplicaSet | undefined;
  /** What ran before, until the rollout is accepted. */
  before?: ReplicaSet | undefined;
  /** Not reached by anybody yet. */
  candidate?: ReplicaSet | undefined;
}

/** Releases as supervised sandboxes of this machine, behind one door. */
export class LocalTarget implements DeployTarget {
  readonly kind = 'local';
  readonly #options: LocalTargetOptions;
  readonly #slots = new Map<string, Running>();
  readonly #stopping = new AbortController();
  readonly #retiring = new Set<Promise<void>>();
  #comingBack: Promise<unknown> = Promise.resolve();

  constructor(options: LocalTargetOptions) {
    this.#options = options;
  }

  async deploy(release: ReleaseToRun, signal: AbortSignal): Promise<Rollout> {
    const { front, images, sandbox } = this.#options;
    if (sandbox.kind === 'missing') {
      throw new PermanentFailure(
        'Releases run only in a sandbox, and this host has none.',
        'Install bubblewrap (on Debian: apt-get install bubblewrap) and start WISSIL again, or name a cluster with KUBECONFIG.',
      );
    }
    const slot = this.#slot(release);
    await slot.candidate?.retire(0);
    const candidate = this.#replicas(release, await images.open(release.repository, release.digest));
    slot.candidate = candidate;
    try {
      await candidate.untilReady(signal);
    } catch (error) {
      await candidate.retire(0, { graceMs: 1_000 });
      if (signal.aborted || error instanceof WissilError) throw error;
      throw new PermanentFailure(
        `Release ${release.version} did not become ready. ${(error as Error).message}`,
        'Mend it, and push again. It must answer its health path on the port or socket that PORT names.',
      );
    } finally {
      slot.candidate = undefined;
    }
    const before = slot.before ?? slot.current;
    if (slot.before) this.#retire(slot.current);
    slot.before = before;
    slot.current = candidate;
    front.lead(release, candidate);
    return {
      url: front.urlOf(release),
      manifests: null,
      accept: () => {
        slot.before = undefined;
        this.#retire(before);
      },
    };
  }

  async settle(where: Slot, release: ReleaseToRun | undefined): Promise<void> {
    const { front, images } = this.#options;
    const slot = this.#slot(where);
    await slot.candidate?.retire(0);
    slot.candidate = undefined;
    const running = [slot.current, slot.before].find((set) => set !== undefined && set.release.deploymentId === release?.deploymentId);
    const wanted = running ?? (release && this.#replicas(release, await images.open(release.repository, release.digest)));
    const others = [slot.current, slot.before].filter((set) => set !== undefined && set !== wanted);
    front.lead(where, wanted);
    this.#slots.set(keyOf(where), { current: wanted });
    for (const set of others) this.#retire(set);
  }

  runtimeOf(deploymentId: string): Runtime | undefined {
    for (const { current, before, candidate } of this.#slots.values())
      for (const set of [current, before, candidate]) if (set?.release.deploymentId === deploymentId) return set.runtime;
    return undefined;
  }

  urlOf(slot: Slot): string {
    return this.#options.front.urlOf(slot);
  }

  async probe(slot: Slot, path: string, signal: AbortSignal): Promise<{ status: number; milliseconds: number }> {
    const begun = performance.now();
    const status = await this.#options.front.ask(slot, path, signal);
    return { status, milliseconds: Math.round(performance.now() - begun) };
  }

  async start(running: readonly ReleaseToRun[]): Promise<void> {
    const { front, images, sockets } = this.#options;
    await rm(sockets, { recursive: true, force: true });
    await mkdir(sockets, { recursive: true, mode: 0o700 });
    await images.clearLeftovers();
    await front.start();
    this.#comingBack = Promise.all(running.map((release) => this.#bringBack(release)));
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('WAYPOINT stops'));
    await this.#comingBack;
    await this.#options.front.close();
    const sets = [...this.#slots.values()].flatMap(({ current, before, candidate }) => [current, before, candidate]);
    await Promise.all([...sets.map((set) => set?.retire(0)), ...this.#retiring]);
  }

  /** What ran before WISSIL stopped runs again, however long the registry takes to answer. */
  async #bringBack(release: ReleaseToRun): Promise<void> {
    const { signal } = this.#stopping;
    for (let waitMs = 500; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_BACK_OFF_MS)) {
      // A deployment that has begun meanwhile knows better.
      if (this.#slots.get(keyOf(release))?.current || this.#slots.get(keyOf(release))?.candidate) return;
      try {
        return await this.settle(release, release);
      } catch (error) {
        this.#options.logger.error({ err: error, deployment: release.deploymentId }, 'what ran before does not start yet; trying again');
        await pause(waitMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #replicas(release: ReleaseToRun, image: ConstructorParameters<typeof ReplicaSet>[0]['image']): ReplicaSet {
    const { sandbox, sockets, replicas, readySeconds, logger, onChange } = this.#options;
    const count = replicas[release.environment];
    return new ReplicaSet({ release, image, sandbox, sockets, count, readySeconds, logger, onChange: () => onChange(release) });
  }

  /** In the background: an open WebSocket may keep it for as long as it may drain. */
  #retire(set: ReplicaSet | undefined): void {
    const { images, logger } = this.#options;
    const retired = (async () => {
      await set?.retire(DRAIN_MS, { signal: this.#stopping.signal });
      await images.prune().catch((error: unknown) => logger.warn({ err: error }, 'images that nothing runs were not removed'));
    })().finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
  }

  #slot(where: Slot): Running {
    const key = keyOf(where);
    const known = this.#slots.get(key);
    if (known) return known;
    const slot: Running = {};
    this.#slots.set(key, slot);
    return slot;
  }
}

function keyOf({ projectId, environment }: Slot): string {
  return `${projectId} ${environment}`;
}
