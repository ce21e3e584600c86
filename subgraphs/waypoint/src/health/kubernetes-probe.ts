import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps, type RequestOptions } from 'node:https';
import type { DependencyProbe } from '@wissil/platform/health';

interface Cluster {
  server: string;
  /** With the credentials of the kubeconfig, renewed where they expire. */
  options: () => Promise<RequestOptions>;
}

/** `GET /healthz` of the cluster that the kubeconfig's current context names. A kubeconfig that cannot be read is what the probe says. */
export async function kubernetesProbe(name: string, kubeconfig: string | undefined): Promise<DependencyProbe> {
  if (kubeconfig === undefined) return { name, probe: null };
  // Now, because loading the client stops the process for a moment, and a probe would take that for an outage.
  let cluster = await openCluster(kubeconfig).catch(() => undefined);
  return {
    name,
    probe: async (signal) => {
      cluster ??= await openCluster(kubeconfig);
      await healthz(cluster, signal);
    },
  };
}

/** The client is heavy: it is loaded only where a cluster is configured. */
async function openCluster(kubeconfig: string): Promise<Cluster> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error(`KUBECONFIG (${kubeconfig}) names no cluster in its current context`);
  return {
    server: server.replace(/\/$/, ''),
    async options() {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      return options;
    },
  };
}

async function healthz({ server, options }: Cluster, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const answered = (response: IncomingMessage) => {
    response.resume();
    if (response.statusCode === 200) resolve();
    else reject(new Error(`${server} answered ${response.statusCode} ${response.statusMessage}`));
  };
  const url = `${server}/healthz`;
  const request = server.startsWith('http:')
    ? getHttp(url, { signal }, answered)
    : getHttps(url, { ...(await options()), signal }, answered);
  request.once('error', (error) => reject(new Error(`${server} does not answer: ${error.message}`)));
  await promise;
}
