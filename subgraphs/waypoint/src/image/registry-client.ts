import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WissilError } from '@wissil/platform/errors';
import { type Descriptor, digestOf, MANIFEST_TYPES } from './oci.ts';

export interface RegistryAccount {
  user: string;
  password: string;
}

export interface PulledManifest {
  bytes: Buffer;
  mediaType: string;
  digest: string;
}

/** The registry has something else under a digest than what has that digest. */
export class ForeignContent extends WissilError {
  constructor(message: string) {
    super('UNAVAILABLE', message);
  }
}

type OpenStream = () => Readable | Promise<Readable>;

interface Ask {
  headers?: Record<string, string | number>;
  body?: Buffer;
  /** Opened when it is needed, and again for a second try. */
  stream?: OpenStream;
}

const LARGEST_ANSWER = 8 * 1024 * 1024;
/** Without a byte. */
const SILENCE_MS = 60_000;

/** A registry of the OCI distribution specification, as WAYPOINT pulls from it and pushes to it. Streams blobs; checks every digest. */
export class RegistryClient {
  readonly #account: RegistryAccount | undefined;
  readonly #agent: HttpAgent | HttpsAgent;
  #url: string;
  /** By scope. */
  readonly #tokens = new Map<string, string>();

  constructor({ url, account }: { url: string; account?: RegistryAccount | undefined }) {
    this.#url = url;
    this.#account = account;
    const options = { keepAlive: true, maxSockets: 8 };
    this.#agent = url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
  }

  get url(): string {
    return this.#url;
  }

  /** As image references name it. */
  get host(): string {
    return new URL(this.#url).host;
  }

  /** For a registry that says at its start where it is. */
  moveTo(url: string): void {
    this.#url = url;
  }

  close(): void {
    this.#agent.destroy();
  }

  async hasBlob(repository: string, digest: string): Promise<boolean> {
    const { status } = await this.#ask('HEAD', `/v2/${repository}/blobs/${digest}`, repository);
    if (status === 200) return true;
    if (status === 404) return false;
    throw this.#unexpected('asking for a blob', status);
  }

  /**
   * Uploads a blob, unless it is there; one that another repository of the registry has is taken over without its bytes.
   * @param mountFrom that other repository
   */
  async pushBlob(repository: string, { digest, size }: Omit<Descriptor, 'mediaType'>, open: OpenStream, mountFrom?: string): Promise<void> {
    if (await this.hasBlob(repository, digest)) return;
    const mount = mountFrom === undefined ? '' : `?mount=${digest}&from=${encodeURIComponent(mountFrom)}`;
    const begun = await this.#ask('POST', `/v2/${repository}/blobs/uploads/${mount}`, repository, { headers: { 'content-length': 0 } });
    if (begun.status === 201) return;
    if (begun.status !== 202) throw this.#unexpected('beginning an upload', begun.status, begun.body);
    const location = new URL(begun.headers.location ?? '', this.url);
    location.searchParams.set('digest', digest);
    const done = await this.#ask('PUT', location.href, repository, {
      headers: { 'content-type': 'application/octet-stream', 'content-length': size },
      stream: open,
    });
    if (done.status !== 201) throw this.#unexpected('uploading a blob', done.status, done.body);
  }

  pushBytes(repository: string, bytes: Buffer): Promise<void> {
    return this.pushBlob(repository, { digest: digestOf(bytes), size: bytes.length }, () => Readable.from([bytes]));
  }

  /** @throws WissilError UNAVAILABLE also where the registry keeps something else than it was given */
  async pushManifest(repository: string, reference: string, { bytes, mediaType }: { bytes: Buffer; mediaType: string }): Promise<string> {
    const digest = digestOf(bytes);
    const answer = await this.#ask('PUT', `/v2/${repository}/manifests/${reference}`, repository, {
      headers: { 'content-type': mediaType, 'content-length': bytes.length },
      body: bytes,
    });
    if (answer.status !== 201) throw this.#unexpected('putting a manifest', answer.status, answer.body);
    const kept = answer.headers['docker-content-digest'];
    if (kept !== undefined && kept !== digest) throw new WissilError('UNAVAILABLE', `${this.host} keeps ${kept}, and was given ${digest}.`);
    return digest;
  }

  /** Undefined where there is none. */
  async manifest(repository: string, reference: string): Promise<PulledManifest | undefined> {
    const headers = { accept: MANIFEST_TYPES.join(', ') };
    const { status, headers: answered, body } = await this.#ask('GET', `/v2/${repository}/manifests/${reference}`, repository, { headers });
    if (status === 404) return undefined;
    if (status !== 200) throw this.#unexpected('pulling a manifest', status, body);
    const digest = digestOf(body);
    if (reference.startsWith('sha256:') && reference !== digest)
      throw new ForeignContent(`${this.host} answered with ${digest} in the place of ${reference}.`);
    return { bytes: body, digest, mediaType: (answered['content-type'] ?? '').split(';', 1)[0] ?? '' };
  }

  /** What is small: a configuration. Its digest is checked. */
  async bytes(repository: string, digest: string): Promise<Buffer> {
    const { status, body } = await this.#ask('GET', `/v2/${repository}/blobs/${digest}`, repository);
    if (status !== 200) throw this.#unexpected('pulling a blob', status, body);
    if (digestOf(body) !== digest) throw new ForeignContent(`${this.host} answered with another blob than ${digest}.`);
    return body;
  }

  /** Who reads it checks its digest. */
  async openBlob(repository: string, digest: string): Promise<IncomingMessage> {
    const response = await this.#send('GET', `/v2/${repository}/blobs/${digest}`, repository, {});
    const at = response.headers.location;
    if (response.statusCode !== undefined && response.statusCode >= 300 && response.statusCode < 400 && at !== undefined) {
      response.resume();
      // A store elsewhere (S3 and its like) has signed the address; our credentials are not for it.
      return this.#follow(new URL(at, this.url));
    }
    if (response.statusCode === 200) return response;
    response.resume();
    throw this.#unexpected('pulling a blob', response.statusCode ?? 0);
  }

  async ping(): Promise<void> {
    const { status } = await this.#ask('GET', '/v2/', undefined);
    if (status !== 200) throw this.#unexpected('GET /v2/', status);
  }

  async #follow(url: URL): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    (url.protocol === 'https:' ? requestHttps : requestHttp)(url, resolve).once('error', reject).end();
    const response = await promise;
    if (response.statusCode === 200) return response;
    response.resume();
    throw this.#unexpected('pulling a blob', response.statusCode ?? 0);
  }

  async #ask(method: string, path: string, repository: string | undefined, ask: Ask = {}) {
    const response = await this.#send(method, path, repository, ask);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_ANSWER) {
        response.destroy();
        throw new WissilError('UNAVAILABLE', `${this.host} answers ${path} with more than ${LARGEST_ANSWER} bytes.`);
      }
      chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  }

  async #send(method: string, path: string, repository: string | undefined, ask: Ask): Promise<IncomingMessage> {
    const scope = repository === undefined ? '' : `repository:${repository}:pull,push`;
    const first = await this.#once(method, path, scope, ask);
    if (first.statusCode !== 401) return first;
    const challenge = first.headers['www-authenticate'] ?? '';
    first.resume();
    await this.#authorize(challenge, scope);
    return this.#once(method, path, scope, ask);
  }

  async #once(method: string, path: string, scope: string, { headers = {}, body, stream }: Ask): Promise<IncomingMessage> {
    const url = new URL(path, this.url);
    const authorization = this.#tokens.get(scope) ?? this.#basic();
    const options = { method, agent: this.#agent, headers: { ...headers, ...(authorization && { authorization }) }, timeout: SILENCE_MS };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request: ClientRequest = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, resolve);
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error(`it was silent for ${SILENCE_MS / 1000} s`)));
    if (stream) (async () => pipeline(await stream(), request))().catch(reject);
    else request.end(body);
    return promise.catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : String(cause);
      throw new WissilError('UNAVAILABLE', `The registry ${this.host} does not answer: ${reason}`, { cause });
    });
  }

  /** The token scheme of Docker's registries; Basic needs no asking. */
  async #authorize(challenge: string, scope: string): Promise<void> {
    const parameters = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    const { realm, service } = parameters as { realm?: string; service?: string };
    if (!/^bearer /i.test(challenge) || realm === undefined) {
      throw new WissilError(
        'UNAVAILABLE',
        `The registry ${this.host} refuses WAYPOINT's account. Set REGISTRY_USER and REGISTRY_PASSWORD to one that may push.`,
      );
    }
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set('service', service);
    if (scope !== '') url.searchParams.set('scope', scope);
    const basic = this.#basic();
    const response = await fetch(url, { headers: basic ? { authorization: basic } : {} });
    const answer = (await response.json().catch(() => ({}))) as { token?: string; access_token?: string };
    const token = answer.token ?? answer.access_token;
    if (!response.ok || token === undefined)
      throw new WissilError(
        'UNAVAILABLE',
        `The registry ${this.host} gives WAYPOINT's account no token (${response.status}). Look at REGISTRY_USER and REGISTRY_PASSWORD.`,
      );
    this.#tokens.set(scope, `Bearer ${token}`);
  }

  #basic(): string | undefined {
    return this.#account && `Basic ${Buffer.from(`${this.#account.user}:${this.#account.password}`).toString('base64')}`;
  }

  #unexpected(doing: string, status: number, body?: Buffer): WissilError {
    const said = body && body.length > 0 ? `: ${body.toString('utf8').slice(0, 300)}` : '';
    return new WissilError('UNAVAILABLE', `The registry ${this.host} answered ${doing} with ${status}${said}`);
  }
}
