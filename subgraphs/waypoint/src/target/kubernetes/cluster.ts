import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { WissilError } from '@wissil/platform/errors';

export interface ClusterRequest {
  method: 'GET' | 'PATCH' | 'DELETE';
  /** From the root of the API, with its query. */
  path: string;
  /** Sent as it is: a client of typed objects would drop the fields that it does not know. */
  body?: { bytes: string; mediaType: string };
  signal: AbortSignal;
}

export interface ClusterAnswer {
  status: number;
  text: string;
}

const TIMEOUT_MS = 30_000;

/** The API of the cluster that a kubeconfig's current context names. */
export class Cluster {
  readonly server: string;
  readonly #credentials: () => Promise<RequestOptions>;
  readonly #agent: HttpAgent | HttpsAgent;

  /** @throws Error where the kubeconfig cannot be read or names no cluster. The client is heavy: it is loaded only where a cluster is configured. */
  static async open(kubeconfig: string): Promise<Cluster> {
    const { KubeConfig } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) throw new Error(`KUBECONFIG (${kubeconfig}) names no cluster in its current context`);
    return new Cluster(server.replace(/\/$/, ''), async () => {
      const options: RequestOptions = {};
      // Renewed where they expire.
      await config.applyToHTTPSOptions(options);
      return options;
    });
  }

  private constructor(server: string, credentials: () => Promise<RequestOptions>) {
    this.server = server;
    this.#credentials = credentials;
    this.#agent = server.startsWith('http:') ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @throws Error where the cluster does not answer */
  async healthz(signal: AbortSignal): Promise<void> {
    const { status } = await this.#ask({ method: 'GET', path: '/healthz', signal });
    if (status !== 200) throw new Error(`${this.server} answered ${status}`);
  }

  /** @throws WissilError UNAVAILABLE where the cluster does not answer, or is overloaded */
  async request(asked: ClusterRequest): Promise<ClusterAnswer> {
    const answer = await this.#ask(asked).catch((cause: Error) => {
      asked.signal.throwIfAborted();
      throw new WissilError('UNAVAILABLE', cause.message, { cause });
    });
    if (answer.status === 429 || answer.status >= 500)
      throw new WissilError('UNAVAILABLE', `The cluster answered ${answer.status}: ${saying(answer)}`);
    return answer;
  }

  async #ask({ method, path, body, signal }: ClusterRequest): Promise<ClusterAnswer> {
    const insecure = this.server.startsWith('http:');
    const headers = {
      accept: 'application/json',
      ...(body && { 'content-type': body.mediaType, 'content-length': Buffer.byteLength(body.bytes) }),
    };
    // A server without TLS is a proxy on this machine, which has credentials of its own.
    const credentials = insecure ? {} : await this.#credentials();
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const options: RequestOptions = {
      ...credentials,
      method,
      // Client certificates belong to the connection; without them connections are kept.
      agent: credentials.cert === undefined ? this.#agent : undefined,
      headers: { ...(credentials.headers as Record<string, string>), ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    };
    (insecure ? requestHttp : requestHttps)(`${this.server}${path}`, options, resolve)
      .once('error', (error: Error) => reject(new Error(`${this.server} does not answer: ${error.message}`, { cause: error })))
      .end(body?.bytes);
    const response = await promise;
    return { status: response.statusCode ?? 0, text: await text(response) };
  }
}

/** The message of a `Status`, or what else was said. */
export function saying({ text: body }: ClusterAnswer): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body.slice(0, 300);
  } catch {
    return body.slice(0, 300);
  }
}
