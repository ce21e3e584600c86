import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { readBody } from '@wissil/platform/http';
import { WissilError } from '@wissil/platform/errors';
import { DIGEST } from '../image/oci.ts';
import type { BlobStore } from './blob-store.ts';
import { LARGEST_MANIFEST, type ManifestService } from './manifest-service.ts';
import { RegistryError } from './registry-error.ts';
import { isRepositoryName, type RepositoryStore } from './repository-store.ts';

export interface RegistryParts {
  blobs: BlobStore;
  repositories: RepositoryStore;
  manifests: ManifestService;
}

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  method: string;
}

const UPLOAD = /^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/;
const BLOB = /^\/v2\/(.+)\/blobs\/([^/]+)$/;
const MANIFEST = /^\/v2\/(.+)\/manifests\/([^/]+)$/;
const TAGS = /^\/v2\/(.+)\/tags\/list$/;
const MOST_NAMES = 1_000;

/** The OCI distribution specification 1.1, as far as images need it. Who may write has been looked at. */
export async function answer(parts: RegistryParts, exchange: Exchange): Promise<void> {
  const { pathname } = exchange.url;
  if (pathname === '/v2/' || pathname === '/v2') return json(exchange, 200, {});
  if (pathname === '/v2/_catalog') {
    const names = await parts.repositories.names();
    return page(exchange, names, (repositories) => ({ repositories }));
  }
  const [route, name, rest] = match(pathname);
  if (!isRepositoryName(name)) throw new RegistryError('NAME_INVALID', `${name} is not the name of a repository.`);
  switch (route) {
    case 'upload':
      return answerUpload(parts, exchange, { name, id: rest });
    case 'blob':
      return answerBlob(parts, exchange, { name, digest: checkedDigest(rest) });
    case 'manifest':
      return answerManifest(parts, exchange, { name, reference: rest });
    case 'tags': {
      if (!(await parts.repositories.exists(name))) throw new RegistryError('NAME_UNKNOWN', `There is no repository ${name}.`);
      return page(exchange, await parts.repositories.tags(name), (tags) => ({ name, tags }));
    }
  }
}

function match(path: string): ['upload' | 'blob' | 'manifest' | 'tags', string, string] {
  for (const [route, pattern] of [
    ['upload', UPLOAD],
    ['blob', BLOB],
    ['manifest', MANIFEST],
    ['tags', TAGS],
  ] as const) {
    const found = pattern.exec(path);
    if (found) return [route, found[1] as string, decodeURIComponent(found[2] ?? '')];
  }
  throw new RegistryError('NAME_UNKNOWN', `There is nothing at ${path}.`);
}

async function answerBlob(
  { blobs, repositories, manifests }: RegistryParts,
  exchange: Exchange,
  { name, digest }: { name: string; digest: string },
) {
  const { method, request, response } = exchange;
  if (method === 'DELETE') {
    await manifests.deleteBlob(name, digest);
    return empty(response, 202);
  }
  if (method !== 'GET' && method !== 'HEAD') throw unsupported(method);
  await blobs.hold(digest);
  const size = (await repositories.hasBlob(name, digest)) ? await blobs.sizeOf(digest) : undefined;
  if (size === undefined) throw new RegistryError('BLOB_UNKNOWN', `There is no blob ${digest} in ${name}.`);
  const headers = {
    'docker-content-digest': digest,
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag: `"${digest}"`,
  };
  const range = rangeOf(request.headers.range, size);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  if (range)
    response.writeHead(206, {
      ...headers,
      'content-range': `bytes ${range.start}-${range.end}/${size}`,
      'content-length': range.end - range.start + 1,
    });
  else response.writeHead(200, { ...headers, 'content-length': size });
  if (method === 'HEAD') response.end();
  else await pipeline(blobs.read(digest, range), response);
}

/** One range of bytes; more than one is answered with the whole, as RFC 9110 allows. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return undefined;
  const start = found[1] === '' ? Math.max(0, size - Number(found[2])) : Number(found[1]);
  const end = found[1] === '' || found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1);
  return start > end ? 'unsatisfiable' : { start, end };
}

async function answerUpload({ blobs, repositories }: RegistryParts, exchange: Exchange, { name, id }: { name: string; id: string }) {
  const { method, request, response, url } = exchange;
  const at = (upload: string) => `/v2/${name}/blobs/uploads/${upload}`;
  const finished = (digest: string) => empty(response, 201, { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest });
  const progress = (status: number, upload: string, size: number) =>
    empty(response, status, { location: at(upload), range: `0-${Math.max(0, size - 1)}`, 'docker-upload-uuid': upload });
  if (id === '') {
    if (method !== 'POST') throw unsupported(method);
    const mount = url.searchParams.get('mount');
    const from = url.searchParams.get('from');
    if (mount && from && DIGEST.test(mount) && isRepositoryName(from)) {
      await blobs.hold(mount);
      if (await repositories.hasBlob(from, mount)) {
        await repositories.addBlob(name, mount);
        return finished(mount);
      }
    }
    const digest = url.searchParams.get('digest');
    const begun = await blobs.beginUpload();
    if (digest === null) return progress(202, begun, 0);
    checkedDigest(digest);
    await blobs.append(begun, request);
    await blobs.finish(begun, digest);
    await repositories.addBlob(name, digest);
    return finished(digest);
  }
  switch (method) {
    case 'GET':
      return progress(204, id, await blobs.uploaded(id));
    case 'PATCH': {
      const size = await blobs.append(id, request, startOf(request.headers['content-range']));
      return progress(202, id, size);
    }
    case 'PUT': {
      const digest = checkedDigest(url.searchParams.get('digest') ?? '');
      await blobs.append(id, request, startOf(request.headers['content-range']));
      await blobs.finish(id, digest);
      await repositories.addBlob(name, digest);
      return finished(digest);
    }
    case 'DELETE':
      await blobs.cancel(id);
      return empty(response, 204);
    default:
      throw unsupported(method);
  }
}

function startOf(contentRange: string | undefined): number | undefined {
  const found = /^(?:bytes )?(\d+)-\d+/.exec(contentRange ?? '');
  return found ? Number(found[1]) : undefined;
}

async function answerManifest(
  { blobs, manifests }: RegistryParts,
  exchange: Exchange,
  { name, reference }: { name: string; reference: string },
) {
  const { method, request, response } = exchange;
  switch (method) {
    case 'PUT': {
      const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? '';
      const bytes = await readBody(request, LARGEST_MANIFEST).catch((error: unknown) => {
        throw error instanceof WissilError
          ? new RegistryError(error.status === 413 ? 'SIZE_INVALID' : 'MANIFEST_INVALID', error.message)
          : error;
      });
      const digest = await manifests.put(name, reference, { bytes, mediaType });
      return empty(response, 201, { location: `/v2/${name}/manifests/${digest}`, 'docker-content-digest': digest });
    }
    case 'DELETE':
      await manifests.delete(name, reference);
      return empty(response, 202);
    case 'GET':
    case 'HEAD': {
      const { digest, mediaType, size } = await manifests.find(name, reference);
      response.writeHead(200, { 'content-type': mediaType, 'content-length': size, 'docker-content-digest': digest, etag: `"${digest}"` });
      if (method === 'HEAD') response.end();
      else await pipeline(blobs.read(digest), response);
      return;
    }
    default:
      throw unsupported(method);
  }
}

/** `?n=` entries after `?last=`, with the address of the next ones. */
function page(exchange: Exchange, all: readonly string[], body: (entries: readonly string[]) => object): void {
  const { response, url } = exchange;
  const last = url.searchParams.get('last');
  const asked = Number(url.searchParams.get('n') ?? MOST_NAMES);
  const size = Number.isInteger(asked) && asked >= 0 ? Math.min(asked, MOST_NAMES) : MOST_NAMES;
  const rest = last === null ? all : all.filter((entry) => entry > last);
  const entries = rest.slice(0, size);
  if (entries.length > 0 && rest.length > entries.length)
    response.setHeader('link', `<${url.pathname}?n=${size}&last=${encodeURIComponent(entries.at(-1) as string)}>; rel="next"`);
  json(exchange, 200, body(entries));
}

function json({ response, method }: Exchange, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(method === 'HEAD' ? undefined : bytes);
}

function empty(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, 'content-length': 0 }).end();
}

function checkedDigest(digest: string): string {
  if (DIGEST.test(digest)) return digest;
  throw new RegistryError('DIGEST_INVALID', `${digest === '' ? 'A missing digest' : digest} is not a sha256 digest.`);
}

function unsupported(method: string): RegistryError {
  return new RegistryError('UNSUPPORTED', `${method} is not answered here.`);
}
