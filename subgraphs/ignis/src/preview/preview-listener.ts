import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type HttpService, respondError, startHttpService } from '@wissil/platform/http';
import type { Logger } from '@wissil/platform/logging';

/** What answers at one name below PREVIEW_DOMAIN. */
export interface PreviewSite {
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
  /** A socket that asks from the site's own origin. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface PreviewListenerOptions {
  host: string;
  port: number;
  domain: string;
  /** Undefined where nothing has that key. */
  siteOf: (key: string) => Promise<PreviewSite | undefined>;
  logger: Logger;
}

/** The one port of every preview and of all hot reload: sites are told apart by the name that they are asked for with. */
export class PreviewListener {
  readonly #options: PreviewListenerOptions;
  #service: HttpService | undefined;

  constructor(options: PreviewListenerOptions) {
    this.#options = options;
  }

  /** Where the site with the key is found. */
  urlOf({ key }: { key: string }): string {
    const { domain, port } = this.#options;
    return `http://${key}.${domain}:${this.#service?.port ?? port}/`;
  }

  async start(): Promise<{ stop(): Promise<void> }> {
    const { host, port, logger } = this.#options;
    this.#service = await startHttpService({
      ...{ host, port, logger },
      handler: (request, response) => this.#handle(request, response),
      upgrade: (request, socket, head) => {
        socket.on('error', () => socket.destroy());
        this.#upgrade(request, socket, head).catch((error: unknown) => {
          logger.debug({ err: error }, 'a socket to a preview ended');
          socket.destroy();
        });
      },
    });
    return { stop: () => this.#service?.close(500) ?? Promise.resolve() };
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const site = await this.#siteOf(request);
    if (!site) return respondError(response, 'NOT_FOUND', 'There is no preview at this address, or not any more. Open it again in WISSIL.');
    await site.handle(request, response);
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const site = await this.#siteOf(request);
    if (!site || !isOwnOrigin(request)) return void socket.destroy();
    site.upgrade(request, socket, head);
  }

  async #siteOf({ headers: { host = '' } }: IncomingMessage): Promise<PreviewSite | undefined> {
    const name = host.toLowerCase().replace(/:\d+$/, '');
    const suffix = `.${this.#options.domain.toLowerCase()}`;
    const key = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
    return /^[a-z0-9]{20,40}$/.test(key) ? this.#options.siteOf(key) : undefined;
  }
}

/** Browsers let any page open a socket anywhere, and say which page it was. */
function isOwnOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase());
}
