import { setTimeout as pause } from 'node:timers/promises';
import { WissilError } from '@wissil/platform/errors';
import { PermanentFailure } from '@wissil/platform/jobs';
import type { Logger } from '@wissil/platform/logging';
import type { DeployTarget, ReleaseToRun, Rollout, Runtime, Slot } from '../deploy-target.ts';
import { type Cluster, type ClusterAnswer, type ClusterRequest, saying } from './cluster.ts';
import { hostOf, type KubernetesObject, type Manifests, type ManifestSettings, manifestsOf, namespaceOf, pathOf } from './manifests.ts';
import { deploymentState, judge, replicaSets } from './rollout.ts';

const FIELD_MANAGER = 'waypoint';
const POLL_MS = 500;
const WATCH_MS = 10_000;
/** Beyond the deadline that the cluster itself keeps. */
const SPARE_SECONDS = 60;

export interface KubernetesTargetOptions {
  /** Opened when it is first needed: a kubeconfig that cannot be read fails deployments, and not WAYPOINT. */
  open: () => Promise<Cluster>;
  settings: () => ManifestSettings;
  logger: Logger;
  onChange: (release: ReleaseToRun) => void;
}

/** Releases as Deployments of a cluster: whole manifests by server-side apply, which are kept and applied again to go back. */
export class KubernetesTarget implements DeployTarget {
  readonly kind = 'kubernetes';
  readonly #options: KubernetesTargetOptions;
  readonly #running = new Map<string, { release: ReleaseToRun; runtime: Runtime }>();
  readonly #stopping = new AbortController();
  #cluster: Promise<Cluster> | undefined;
  #watching: Promise<void> = Promise.resolve();

  constructor(options: KubernetesTargetOptions) {
    this.#options = options;
  }

  async deploy(release: ReleaseToRun, signal: AbortSignal): Promise<Rollout> {
    const manifests = this.#manifestsFor(release);
    await this.#apply(manifests, signal);
    await this.#untilDone(release, manifests, signal);
    this.#remember(release, manifests);
    return { url: this.urlOf(release), manifests, accept: () => undefined };
  }

  async settle(slot: Slot, release: ReleaseToRun | undefined): Promise<void> {
    const { signal } = this.#stopping;
    if (release) {
      const manifests = this.#manifestsFor(release);
      await this.#apply(manifests, signal);
      this.#remember(release, manifests);
      return;
    }
    const metadata = { name: slot.slug, namespace: namespaceOf(slot), labels: {} };
    for (const [apiVersion, kind] of [
      ['apps/v1', 'Deployment'],
      ['v1', 'Service'],
      ['networking.k8s.io/v1', 'Ingress'],
    ] as const) {
      const answer = await this.#request({ method: 'DELETE', path: pathOf({ apiVersion, kind, metadata }), signal });
      if (answer.status >= 400 && answer.status !== 404) throw refusal(`deleting the ${kind} ${slot.slug}`, answer);
    }
    this.#running.delete(keyOf(slot));
  }

  runtimeOf(deploymentId: string): Runtime | undefined {
    for (const { release, runtime } of this.#running.values()) if (release.deploymentId === deploymentId) return runtime;
    return undefined;
  }

  urlOf(slot: Slot): string {
    const { domain } = this.#options.settings();
    return domain === undefined ? `http://${slot.slug}.${namespaceOf(slot)}.svc/` : `http://${hostOf(slot, domain)}/`;
  }

  /** Through the cluster's own way to the service, so that it is asked where it runs. */
  async probe(slot: Slot, path: string, signal: AbortSignal): Promise<{ status: number; milliseconds: number }> {
    const begun = performance.now();
    const service = `/api/v1/namespaces/${namespaceOf(slot)}/services/http:${slot.slug}:80/proxy${path}`;
    const { status } = await this.#request({ method: 'GET', path: service, signal });
    return { status, milliseconds: Math.round(performance.now() - begun) };
  }

  async start(running: readonly ReleaseToRun[]): Promise<void> {
    for (const release of running) this.#remember(release, this.#manifestsFor(release));
    this.#watching = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('WAYPOINT stops'));
    await this.#watching;
    (await this.#cluster?.catch(() => undefined))?.close();
  }

  /** Raw bytes and strict validation: a field that the cluster does not know is refused, and not dropped. */
  async #apply({ namespace, objects }: Manifests, signal: AbortSignal): Promise<void> {
    for (const object of [namespace, ...objects]) {
      const path = `${pathOf(object)}?fieldManager=${FIELD_MANAGER}&force=true&fieldValidation=Strict`;
      const body = { bytes: JSON.stringify(object), mediaType: 'application/apply-patch+yaml' };
      const answer = await this.#request({ method: 'PATCH', path, body, signal });
      if (answer.status >= 400) throw refusal(`applying the ${object.kind} ${object.metadata.name}`, answer);
    }
  }

  async #untilDone(release: ReleaseToRun, { objects }: Manifests, signal: AbortSignal): Promise<void> {
    const deployment = objects.find(({ kind }) => kind === 'Deployment') as KubernetesObject;
    const { readySeconds } = this.#options.settings();
    const deadline = performance.now() + (readySeconds + SPARE_SECONDS) * 1000;
    for (;;) {
      const judged = judge(await this.#state(deployment, signal), await this.#replicaSets(release, signal));
      if (judged.state === 'done') return;
      const why =
        judged.state === 'failed'
          ? judged.why
          : performance.now() > deadline
            ? `The cluster reports no end of it for ${readySeconds + SPARE_SECONDS} seconds.`
            : undefined;
      if (why !== undefined) {
        throw new PermanentFailure(
          `Release ${release.version} did not become ready. ${why}`,
          'Look at the pods of the Deployment in the cluster, mend what they say, and push again.',
        );
      }
      await pause(POLL_MS, undefined, { signal });
    }
  }

  async #state(deployment: KubernetesObject, signal: AbortSignal) {
    const answer = await this.#request({ method: 'GET', path: pathOf(deployment), signal });
    if (answer.status !== 200) throw refusal(`reading the Deployment ${deployment.metadata.name}`, answer);
    return deploymentState.parse(JSON.parse(answer.text));
  }

  async #replicaSets(slot: Slot, signal: AbortSignal) {
    const selector = encodeURIComponent(`app.kubernetes.io/name=${slot.slug}`);
    const path = `/apis/apps/v1/namespaces/${namespaceOf(slot)}/replicasets?labelSelector=${selector}`;
    const answer = await this.#request({ method: 'GET', path, signal });
    if (answer.status !== 200) throw refusal('reading its ReplicaSets', answer);
    return replicaSets.parse(JSON.parse(answer.text));
  }

  async #request(asked: ClusterRequest): Promise<ClusterAnswer> {
    this.#cluster ??= this.#options.open();
    const cluster = await this.#cluster.catch((cause: Error) => {
      this.#cluster = undefined;
      throw new WissilError('UNAVAILABLE', `The cluster cannot be reached: ${cause.message}`, { cause });
    });
    return cluster.request(asked);
  }

  /** What the release was given when it ran there before, or what the settings make of it. */
  #manifestsFor(release: ReleaseToRun): Manifests {
    return (release.manifests as Manifests | null) ?? manifestsOf(release, this.#options.settings());
  }

  /** As the cluster was told, until it says itself how many there are. */
  #remember(release: ReleaseToRun, { objects }: Manifests): void {
    const desired = (objects.find(({ kind }) => kind === 'Deployment')?.spec as { replicas?: number } | undefined)?.replicas ?? 1;
    this.#running.set(keyOf(release), { release, runtime: { desired, ready: desired, restarts: 0, message: null } });
  }

  /** Status is what the cluster says. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      for (const entry of this.#running.values()) await this.#look(entry, signal);
      await pause(WATCH_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(entry: { release: ReleaseToRun; runtime: Runtime }, signal: AbortSignal): Promise<void> {
    const { release, runtime } = entry;
    const metadata = { name: release.slug, namespace: namespaceOf(release), labels: {} };
    let seen: Runtime;
    try {
      const { spec, status } = await this.#state({ apiVersion: 'apps/v1', kind: 'Deployment', metadata }, signal);
      const unavailable = status.conditions.find(({ type, status: is }) => type === 'Available' && is === 'False');
      seen = { desired: spec.replicas, ready: status.readyReplicas, restarts: 0, message: unavailable?.message ?? null };
    } catch (error) {
      if (signal.aborted) return;
      this.#options.logger.warn({ err: error, deployment: release.deploymentId }, 'the cluster does not say what runs');
      seen = { ...runtime, ready: 0, message: (error as Error).message };
    }
    entry.runtime = seen;
    if (seen.ready !== runtime.ready || seen.message !== runtime.message) this.#options.onChange(release);
  }
}

function refusal(doing: string, answer: ClusterAnswer): Error {
  const message = `The cluster answered ${doing} with ${answer.status}: ${saying(answer)}`;
  if (answer.status === 401 || answer.status === 403)
    return new PermanentFailure(
      message,
      'Give the account of KUBECONFIG the right to apply Namespaces, Deployments, Services and Ingresses.',
    );
  return answer.status === 409
    ? new WissilError('UNAVAILABLE', message)
    : new PermanentFailure(message, 'Ask who runs the cluster what it demands.');
}

function keyOf({ projectId, environment }: Slot): string {
  return `${projectId} ${environment}`;
}
