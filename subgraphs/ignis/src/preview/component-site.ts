import type { IncomingMessage, ServerResponse } from 'node:http';
import { respondError, respondJson } from '@wissil/platform/http';
import { pageRuntime } from './page-runtime.ts';
import type { PreviewSite } from './preview-listener.ts';
import { previewPage } from './preview-page.ts';
import type { PreviewService } from './preview-service.ts';
import { sourcesOf } from './preview-store.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; font-src 'self' data:; media-src 'self' data: https:; connect-src 'self'; base-uri 'none'; form-action 'none'";
const IMMUTABLE = 'public, max-age=31536000, immutable';
const LIVE_PATH = '/.wissil/live';

/** The pages of component previews. */
export class ComponentSites {
  readonly #previews: PreviewService;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ previews, frameAncestors }: { previews: PreviewService; frameAncestors: string }) {
    this.#previews = previews;
    this.#headers = {
      'content-security-policy': `${POLICY}; ${frameAncestors}`,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    };
  }

  async siteOf(key: string): Promise<PreviewSite | undefined> {
    const preview = await this.#previews.store.byKey(key);
    if (!preview) return undefined;
    return {
      handle: async (request, response) => {
        if (request.method !== 'GET' && request.method !== 'HEAD')
          return respondError(response, 'METHOD_NOT_ALLOWED', 'A preview is only looked at.', { allow: 'GET, HEAD' });
        const path = (request.url ?? '/').split('?', 1)[0] as string;
        const module = /^\/\.wissil\/module\/([0-9a-f]{64})\.(js|css)$/.exec(path);
        if (module?.[1] === preview.hash) await this.#previews.compiled(sourcesOf(preview));
        if (module) return this.#module({ hash: module[1] as string, kind: module[2] as 'js' | 'css' }, response);
        if (/^\/\.wissil\/runtime-\w+\.js$/.test(path))
          return this.#send(response, (await pageRuntime()).text, { type: 'text/javascript', cache: IMMUTABLE });
        if (path === '/.wissil/theme.css')
          return this.#send(response, await this.#previews.themeSheet(), { type: 'text/css', cache: 'no-cache' });
        if (path === '/.wissil/stories.json')
          return respondJson(response, 200, (await this.#previews.stateOf(preview)).stories, this.#headers);
        if (path !== '/') return respondError(response, 'NOT_FOUND', `There is no ${path} here: the preview of a component is one page.`);
        const state = await this.#previews.stateOf(preview);
        const { hash: runtime } = await pageRuntime();
        const page = previewPage({ name: preview.name, state, runtime, theme: this.#previews.themeVersion });
        return this.#send(response, page, { type: 'text/html', cache: 'no-store' });
      },
      upgrade: (request: IncomingMessage, socket, head) => {
        if (request.url !== LIVE_PATH) return void socket.destroy();
        this.#previews.stateOf(preview).then(
          (state) => this.#previews.sockets.accept(preview.id, { request, socket, head }, { type: 'state', state }),
          () => socket.destroy(),
        );
      },
    };
  }

  #module({ hash, kind }: { hash: string; kind: 'js' | 'css' }, response: ServerResponse): void {
    const compiled = this.#previews.compiledAs(hash);
    const text = compiled?.ok ? (kind === 'js' ? compiled.module : compiled.css) : null;
    if (text == null)
      return respondError(response, 'NOT_FOUND', 'This version of the component is not kept any more. Load the page again.');
    this.#send(response, text, { type: kind === 'js' ? 'text/javascript' : 'text/css', cache: IMMUTABLE });
  }

  #send(response: ServerResponse, text: string, { type, cache }: { type: string; cache: string }): void {
    const bytes = Buffer.from(text);
    response.writeHead(200, {
      ...this.#headers,
      'content-type': `${type}; charset=utf-8`,
      'content-length': bytes.length,
      'cache-control': cache,
    });
    response.end(response.req.method === 'HEAD' ? undefined : bytes);
  }
}
