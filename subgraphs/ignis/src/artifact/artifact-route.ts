import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { assertService, type IdentityVerifier } from '@wissil/platform/auth';
import { NotFoundError } from '@wissil/platform/errors';
import type { RestRoute } from '@wissil/platform/subgraph';
import type { ArtifactStore } from './artifact-store.ts';

const PREFIX = '/internal/artifacts/'.length;

/** `GET /internal/artifacts/sha256:<hex>`: the tar, for the other services of the installation. */
export function artifactRoute(store: ArtifactStore, verifier: IdentityVerifier): RestRoute {
  return {
    method: 'GET',
    path: '/internal/artifacts/',
    permission: 'public',
    handle: (request, response) => send({ store, verifier }, request, response),
  };
}

async function send(
  { store, verifier }: { store: ArtifactStore; verifier: IdentityVerifier },
  request: IncomingMessage,
  response: ServerResponse,
) {
  await assertService(request, verifier);
  const digest =
    (request.url ?? '')
      .split('?', 1)[0]
      ?.slice(PREFIX)
      .replace(/^sha256%3A/i, 'sha256:') ?? '';
  const found = await store.open(digest);
  if (!found) throw new NotFoundError('There is no such artifact: ask for sha256:<hex>, as the build’s event names it.');
  await using file = found.file;
  response.writeHead(200, {
    'content-type': 'application/x-tar',
    'content-length': found.sizeBytes,
    'cache-control': 'private, max-age=31536000, immutable',
    etag: `"${digest}"`,
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(file.createReadStream({ autoClose: false }), response);
}
