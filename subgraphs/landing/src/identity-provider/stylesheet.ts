import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

interface Asset {
  type: string;
  bytes: Buffer;
}

const read = (address: string | URL, type: string): Asset => ({ type, bytes: readFileSync(new URL(address)) });

const FILES: ReadonlyMap<string, Asset> = new Map([
  ['nocturna.css', read(new URL('nocturna.css', import.meta.url), 'text/css; charset=utf-8')],
  ['inter.woff2', read(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2'), 'font/woff2')],
  [
    'jetbrains-mono.woff2',
    read(import.meta.resolve('@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2'), 'font/woff2'),
  ],
]);

const VERSION = [...FILES.values()]
  .reduce((hash, { bytes }) => hash.update(bytes), createHash('sha256'))
  .digest('base64url')
  .slice(0, 12);

/** Where the pages find their stylesheet; the fonts lie beside it. Another version has another address. */
export const STYLESHEET = `/id/assets/${VERSION}/nocturna.css`;

/** False where there is no such file. */
export function respondAsset(response: ServerResponse, { version, name }: { version: string; name: string }): boolean {
  const asset = version === VERSION ? FILES.get(name) : undefined;
  if (asset === undefined) return false;
  response.writeHead(200, {
    'content-type': asset.type,
    'content-length': asset.bytes.length,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : asset.bytes);
  return true;
}
