import type { IncomingMessage, ServerResponse } from 'node:http';
import { respondError, respondJson } from '@wissil/platform/http';
import type { Logger } from '@wissil/platform/logging';
import type { EnvironmentStore } from '../environment/environment-store.ts';
import type { EnvironmentStep } from '../environment/environment-steps.ts';
import type { EnvironmentSupervisor } from '../environment/environment-supervisor.ts';
import type { PreviewSite } from './preview-listener.ts';
import { proxyRequest, proxyUpgrade } from './sandbox-proxy.ts';
import { statusPage, STATUS_PATH, STATUS_SCRIPT, STATUS_SCRIPT_PATH } from './status-page.ts';

export interface EnvironmentSitesOptions {
  store: EnvironmentStore;
  supervisor: EnvironmentSupervisor;
  /** Of who may show it in a frame. */
  frameAncestors: string;
  logger: Logger;
}

const MOST_KNOWN = 1_000;

/** The pages of environments: what their dev servers say, or why there is no dev server now. */
export class EnvironmentSites {
  readonly #options: EnvironmentSitesOptions;
  readonly #headers: Readonly<Record<string, string>>;
  /** Keys never change their environment. */
  readonly #known = new Map<string, string>();

  constructor(options: EnvironmentSitesOptions) {
    this.#options = options;
    // The name of the origin is what lets one look: it is told to nobody else.
    this.#headers = { 'content-security-policy': options.frameAncestors, 'referrer-policy': 'same-origin' };
  }

  async siteOf(key: string): Promise<PreviewSite | undefined> {
    const id = this.#known.get(key) ?? (await this.#options.store.findByKey(key))?.id;
    if (id === undefined) return undefined;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, id);
    return {
      handle: (request, response) => this.#handle(id, request, response),
      upgrade: (request, socket, head) => {
        const { supervisor } = this.#options;
        const server = supervisor.socketOf(id);
        if (server === undefined) return void socket.destroy();
        proxyUpgrade(request, socket, { socket: server, head, onEnd: supervisor.hold(id) });
      },
    };
  }

  async #handle(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { supervisor, logger } = this.#options;
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === STATUS_PATH) return this.#status(id, response);
    if (path === STATUS_SCRIPT_PATH) return respondScript(response, STATUS_SCRIPT);
    const socket = supervisor.socketOf(id);
    if (socket !== undefined) {
      supervisor.use(id);
      try {
        return await proxyRequest(request, response, { socket, headers: this.#headers });
      } catch (error) {
        logger.debug({ err: error, environment: id }, 'a dev server did not answer');
        if (response.headersSent || response.destroyed) return void response.destroy();
      }
    }
    await this.#explain(id, request, response);
  }

  async #status(id: string, response: ServerResponse): Promise<void> {
    const environment = await this.#options.store.find(id);
    if (!environment) return respondError(response, 'NOT_FOUND', 'There is no such environment any more.');
    const answers = this.#options.supervisor.socketOf(id) !== undefined;
    respondJson(response, 200, { status: environment.status, answers, message: environment.message, steps: environment.steps });
  }

  /** Where no dev server answers: a page for people, which follows how far it is, and an error for everything else. */
  async #explain(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { store } = this.#options;
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    let environment = await store.find(id);
    if (!environment) return respondError(response, 'NOT_FOUND', 'There is no such environment any more.');
    // Opening it is what starts it again; that it is gone without having been stopped is a crash of this process.
    if (isPage && (environment.status === 'STOPPED' || environment.status === 'READY'))
      environment = await store.reopen(id, { openedBy: environment.openedBy, again: environment.status === 'READY' });
    const { status, message, slug } = environment;
    if (!isPage) return respondError(response, 'UNAVAILABLE', message ?? `The dev server of ${slug} is not ready yet.`);
    const page = Buffer.from(statusPage({ slug, status, message, steps: environment.steps as unknown as EnvironmentStep[] }));
    response.writeHead(503, {
      ...this.#headers,
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; ${this.#options.frameAncestors}`,
      'content-type': 'text/html; charset=utf-8',
      'content-length': page.length,
      'cache-control': 'no-store',
    });
    response.end(page);
  }
}

function respondScript(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
