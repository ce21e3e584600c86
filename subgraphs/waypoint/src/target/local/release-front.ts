import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHttp } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { respondError, startHttpService, type HttpService } from '@wissil/platform/http';
import type { Logger } from '@wissil/platform/logging';
import { createProxyServer } from 'httpxy';
import type { Slot } from '../deploy-target.ts';
import type { Replica } from './replica.ts';
import type { ReplicaSet } from './replica-set.ts';

/** How long a request waits for a replica that is being started again. */
const PATIENCE_MS = 5_000;
const MOST_TRIES = 3;
const REQUEST_TIMEOUT_MS = 5 * 60 * 1000;
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface ReleaseFrontOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  domain: string;
  logger: Logger;
}

/** The one door in front of every release of this machine. A host name leads to the replicas of its slot, whichever they are at that moment. */
export class ReleaseFront {
  readonly #options: ReleaseFrontOptions;
  readonly #routes = new Map<string, ReplicaSet>();
  readonly #proxy = createProxyServer({ xfwd: true });
  #service: HttpService | undefined;

  constructor(options: ReleaseFrontOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { host, port, logger } = this.#options;
    this.#service = await startHttpService({
      host,
      port,
      logger,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      handler: (request, response) => this.#serve(request, response),
      upgrade: (request, socket, head) => void this.#upgrade(request, socket, head),
    });
  }

  /** Where people open a slot. */
  urlOf(slot: Slot): string {
    return `http://${this.#nameOf(slot)}:${this.#service?.port ?? this.#options.port}/`;
  }

  /** Leads a slot to these replicas from the next request on. */
  lead(slot: Slot, to: ReplicaSet | undefined): void {
    if (to) this.#routes.set(this.#nameOf(slot), to);
    else this.#routes.delete(this.#nameOf(slot));
  }

  /** Asks as people do: through the door, by the slot's name. */
  async ask(slot: Slot, path: string, signal: AbortSignal): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const port = this.#service?.port;
    requestHttp({ host: this.#options.host, port, path, signal, headers: { host: `${this.#nameOf(slot)}:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
    return promise;
  }

  async close(): Promise<void> {
    await this.#service?.close(0);
  }

  #nameOf({ slug, environment }: Slot): string {
    return `${slug}-${environment.toLowerCase()}.${this.#options.domain}`;
  }

  #setFor({ headers: { host = '' } }: IncomingMessage): ReplicaSet | undefined {
    return this.#routes.get(host.toLowerCase().replace(/:\d+$/, ''));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (let tries = 1; ; tries++) {
      const set = this.#setFor(request);
      if (!set) return respondError(response, 'NOT_FOUND', 'No release runs here.');
      const replica = await set.take(PATIENCE_MS);
      if (!replica) {
        if (this.#setFor(request) !== set && tries < MOST_TRIES) continue;
        return respondError(response, 'UNAVAILABLE', 'The release is being started. Try again in a moment.', { 'retry-after': '1' });
      }
      const failure = await this.#pass(request, response, replica);
      if (!failure) return;
      const repeatable = REPEATABLE.has(request.method ?? '') && !response.headersSent && !response.destroyed;
      if (repeatable && tries < MOST_TRIES) continue;
      if (response.headersSent || response.destroyed) return void response.destroy();
      return respondError(response, 'UNAVAILABLE', 'The release did not answer. Try again in a moment.', { 'retry-after': '1' });
    }
  }

  async #pass(request: IncomingMessage, response: ServerResponse, replica: Replica): Promise<unknown> {
    const free = replica.occupy();
    response.once('close', free);
    try {
      await this.#proxy.web(request, response, { target: { socketPath: replica.socketPath }, agent: replica.agent });
      return undefined;
    } catch (error) {
      response.off('close', free);
      free();
      return error;
    }
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const replica = await this.#setFor(request)?.take(PATIENCE_MS);
    if (!replica || socket.destroyed) return void socket.destroy();
    socket.once('close', replica.occupy());
    await this.#proxy.ws(request, socket as Socket, { target: { socketPath: replica.socketPath } }, head).catch(() => socket.destroy());
  }
}
