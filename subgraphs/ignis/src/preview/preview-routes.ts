import type { IncomingMessage, ServerResponse } from 'node:http';
import { WissilError } from '@wissil/platform/errors';
import { assertSameOrigin, readBody, respondError, respondJson } from '@wissil/platform/http';
import type { RestCaller, RestRoute } from '@wissil/platform/subgraph';
import { parsePreview } from './preview-input.ts';
import type { PreviewService } from './preview-service.ts';

/** Of a request with its JSON; the files themselves may have 2 MiB (source-files.ts). */
const MOST_BODY_BYTES = 4 * 1024 * 1024;

/** `POST /api/preview` shows the files of a component, `PUT /api/preview/<id>` shows others in their place. */
export function previewRoutes(previews: PreviewService): readonly RestRoute[] {
  const save = async (request: IncomingMessage, response: ServerResponse, id?: string): Promise<void> => {
    const preview = await previews.save(parsePreview(await readJson(request)), id);
    const { id: own, hash, expiresAt } = preview;
    respondJson(response, id === undefined ? 201 : 200, {
      preview: { id: own, url: previews.urlOf(preview), hash, expiresAt: expiresAt.toISOString() },
    });
  };
  return [
    {
      method: 'POST',
      path: '/api/preview',
      permission: 'environment.write',
      services: true,
      async handle(request, response, { caller }) {
        assertOwnPage(request, caller);
        await save(request, response);
      },
    },
    {
      method: '*',
      path: '/api/preview/',
      permission: 'environment.write',
      services: true,
      async handle(request, response, { caller }) {
        const id = (request.url ?? '').split('?', 1)[0]?.slice('/api/preview/'.length) ?? '';
        if (request.method !== 'PUT')
          return respondError(response, 'METHOD_NOT_ALLOWED', 'Send the new files of a preview with PUT; to look at it, open its url.', {
            allow: 'PUT',
          });
        if (!/^prv_\w{1,80}$/.test(id)) return respondError(response, 'NOT_FOUND', 'Name the preview: PUT /api/preview/<id>.');
        assertOwnPage(request, caller);
        await save(request, response, id);
      },
    },
  ];
}

/** Every key that somebody presses is a request: they are no changes of record, and are still only taken from our own pages. */
function assertOwnPage(request: IncomingMessage, { kind }: RestCaller['caller']): void {
  if (kind !== 'service') assertSameOrigin(request);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new WissilError('UNSUPPORTED_MEDIA_TYPE', 'Send the files as application/json.');
  const bytes = await readBody(request, MOST_BODY_BYTES);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new WissilError('BAD_REQUEST', `The body is not JSON: ${(cause as Error).message}`, { cause });
  }
}
