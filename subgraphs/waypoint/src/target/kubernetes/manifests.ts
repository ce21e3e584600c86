import type { Replicas } from '../../config.ts';
import type { ReleaseToRun, Slot } from '../deploy-target.ts';

/** Whole objects, as they are applied, kept, and applied again by a rollback. */
export interface Manifests {
  namespace: KubernetesObject;
  objects: KubernetesObject[];
}

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels: Record<string, string>; annotations?: Record<string, string> };
  spec?: unknown;
}

export interface ManifestSettings {
  /** As nodes of the cluster name the registry. */
  registryHost: string;
  replicas: Replicas;
  readySeconds: number;
  /** Where an ingress is to lead people to releases; undefined: nowhere. */
  domain: string | undefined;
}

const PORT = 8080;
const USER = 65_534;

export function namespaceOf({ environment }: Slot): string {
  return `wissil-${environment.toLowerCase()}`;
}

export function hostOf({ slug, environment }: Slot, domain: string): string {
  return `${slug}-${environment.toLowerCase()}.${domain}`;
}

/** What a cluster is given for a release. */
export function manifestsOf(release: ReleaseToRun, { registryHost, replicas, readySeconds, domain }: ManifestSettings): Manifests {
  const { slug, version, repository, digest, healthPath, deploymentId } = release;
  const namespace = namespaceOf(release);
  const selector = { 'app.kubernetes.io/name': slug };
  const labels = { ...selector, 'app.kubernetes.io/version': version, 'app.kubernetes.io/managed-by': 'waypoint' };
  const metadata = { name: slug, namespace, labels, annotations: { 'wissil.dev/deployment': deploymentId } };
  const probe = { httpGet: { path: healthPath, port: PORT }, periodSeconds: 2, timeoutSeconds: 2 };
  const deployment: KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: replicas[release.environment],
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: readySeconds,
      selector: { matchLabels: selector },
      // What runs goes only when its successor is ready.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels, annotations: { 'wissil.dev/deployment': deploymentId } },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 30,
          securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'app',
              image: `${registryHost}/${repository}@${digest}`,
              imagePullPolicy: 'IfNotPresent',
              ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
              env: [{ name: 'PORT', value: String(PORT) }],
              readinessProbe: { ...probe, failureThreshold: 2 },
              livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3 },
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '1536Mi' } },
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '256Mi' } }],
        },
      },
    },
  };
  const service: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector, ports: [{ name: 'http', port: 80, targetPort: PORT, protocol: 'TCP' }] },
  };
  const backend = { service: { name: slug, port: { name: 'http' } } };
  const rule = (host: string) => ({ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } });
  const ingress = (to: string): KubernetesObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { rules: [rule(hostOf(release, to))] },
  });
  return {
    namespace: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { 'app.kubernetes.io/managed-by': 'waypoint' } },
    },
    objects: [service, ...(domain === undefined ? [] : [ingress(domain)]), deployment],
  };
}

const PLURALS: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  Service: 'services',
  Ingress: 'ingresses',
  Namespace: 'namespaces',
};

/** Where the API has an object. */
export function pathOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${PLURALS[kind]}/${name}`;
}
