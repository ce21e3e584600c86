import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import * as kubernetes from '@kubernetes/client-node';
import { temporaryFolder } from '@wissil/testkit';

interface Applied {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: { replicas?: number; template?: { spec: { containers: { image: string }[] } } };
}

interface Held {
  object: Applied;
  generation: number;
  revision: number;
  /** How often it was asked for since it was applied: the controller gets on with every question. */
  asked: number;
}

export interface TestCluster extends AsyncDisposable {
  kubeconfig: string;
  /** Everything that was applied, in its order: kind, image (of a Deployment) and who manages its fields. */
  applied: { kind: string; image: string | null; manager: string | null; object: Applied }[];
  deleted: string[];
  /** Images with these words never get ready. */
  broken: Set<string>;
  /** What the service answers on its health path. */
  health: number;
}

const TYPES: Readonly<Record<string, string>> = {
  Deployment: 'V1Deployment',
  Service: 'V1Service',
  Ingress: 'V1Ingress',
  Namespace: 'V1Namespace',
};
const WHOLE = /^\/(?:api\/v1|apis\/[a-z.0-9]+\/v1)\/(?:namespaces\/([a-z0-9-]+)\/)?([a-z]+)\/([a-z0-9-]+)$/;

/**
 * The part of the Kubernetes API that WAYPOINT speaks to, over HTTP. No kubelet runs anything; what is applied is held against the published
 * schema (release 1.36, as @kubernetes/client-node carries it), unknown and missing fields are refused, and Deployments get on as their controller has
 * them: a generation that is observed later, a failure that first still names the ReplicaSet before.
 */
export async function startCluster(): Promise<TestCluster> {
  const folder = await temporaryFolder();
  const held = new Map<string, Held>();
  const cluster = { applied: [] as TestCluster['applied'], deleted: [] as string[], broken: new Set<string>(), health: 200 };

  const answer = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const url = new URL(request.url ?? '/', 'http://cluster');
    const path = url.pathname;
    if (path === '/healthz') return [200, {}];
    if (/\/proxy\//.test(path)) return [cluster.health, {}];
    if (path.endsWith('/replicasets')) return [200, { items: [...held.values()].flatMap(setsOf) }];
    if (!WHOLE.test(path)) return [404, { message: `no such path ${path}` }];
    const known = held.get(path);
    if (request.method === 'DELETE') {
      cluster.deleted.push(path);
      return held.delete(path) ? [200, {}] : [404, { message: 'not found' }];
    }
    if (request.method === 'GET') return known ? [200, stateOf(known, cluster.broken)] : [404, { message: 'not found' }];
    if (request.method !== 'PATCH') return [405, { message: 'not allowed' }];
    if (request.headers['content-type'] !== 'application/apply-patch+yaml')
      return [415, { message: 'server-side apply takes apply-patch+yaml' }];
    if (url.searchParams.get('fieldValidation') !== 'Strict') return [400, { message: 'ask for strict validation' }];
    const object = (await json(request)) as Applied;
    const problems = problemsOf(object, TYPES[object.kind] ?? '', object.kind);
    if (problems.length > 0) return [400, { message: problems.join('; ') }];
    const image = object.spec?.template?.spec.containers[0]?.image ?? null;
    cluster.applied.push({ kind: object.kind, image, manager: url.searchParams.get('fieldManager'), object });
    const same = JSON.stringify(known?.object) === JSON.stringify(object);
    const revision = same ? (known?.revision ?? 1) : (known?.revision ?? 0) + 1;
    held.set(path, { object, generation: revision, revision, asked: 0 });
    return [known ? 200 : 201, object];
  };
  const server = createServer((request, response) => {
    void answer(request).then(
      ([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kubeconfig = join(folder.path, 'config');
  const named = { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster: named }],
      users: [{ name: 'test', user: { token: 'a-token' } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    }),
  );
  return Object.assign(cluster, {
    kubeconfig,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await folder.remove();
    },
  });
}

function setsOf({ object, revision }: Held) {
  if (object.kind !== 'Deployment') return [];
  return [revision - 1, revision]
    .filter((each) => each > 0)
    .map((each) => ({
      metadata: { name: `${object.metadata.name}-${each}`, annotations: { 'deployment.kubernetes.io/revision': String(each) } },
    }));
}

function stateOf(entry: Held, broken: ReadonlySet<string>) {
  const { object, generation, revision } = entry;
  const { name } = object.metadata;
  const replicas = object.spec?.replicas ?? 1;
  const asked = ++entry.asked;
  const never = [...broken].some((words) => JSON.stringify(object).includes(words));
  const observed = asked > 1 ? generation : generation - 1;
  const ready = !never && asked > 2 ? replicas : 0;
  const speaksOf = asked > 3 ? revision : revision - 1;
  const timedOut = {
    type: 'Progressing',
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `ReplicaSet "${name}-${speaksOf}" has timed out progressing.`,
  };
  return {
    ...object,
    metadata: { ...object.metadata, generation, annotations: { 'deployment.kubernetes.io/revision': String(revision) } },
    status: {
      observedGeneration: observed,
      replicas: never ? replicas + 1 : replicas,
      updatedReplicas: replicas,
      readyReplicas: ready,
      availableReplicas: ready,
      conditions: never && asked > 2 ? [timedOut] : [],
    },
  };
}

interface Model {
  getAttributeTypeMap(): { baseName: string; type: string }[];
}

/** What of an object the published schema does not have, or has otherwise. */
function problemsOf(value: unknown, type: string, at: string): string[] {
  const list = /^Array<(.+)>$/.exec(type)?.[1];
  if (list)
    return Array.isArray(value) ? value.flatMap((item, index) => problemsOf(item, list, `${at}[${index}]`)) : [`${at} must be a list`];
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (map) return Object.entries(value as object).flatMap(([key, item]) => problemsOf(item, map, `${at}.${key}`));
  if (['string', 'number', 'boolean'].includes(type)) return typeof value === type ? [] : [`${at} must be a ${type}`];
  if (['any', 'object', 'Date', 'IntOrString'].includes(type)) return [];
  const model = (kubernetes as unknown as Record<string, Model | undefined>)[type];
  if (!model) return [`${at} is of the unknown type ${type}`];
  const fields = new Map(model.getAttributeTypeMap().map((field) => [field.baseName, field.type]));
  return Object.entries(value as object).flatMap(([name, item]) => {
    const field = fields.get(name);
    return field === undefined ? [`${at}.${name} is no field of ${type}`] : problemsOf(item, field, `${at}.${name}`);
  });
}
