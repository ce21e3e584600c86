import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { WissilError } from '@wissil/platform/errors';
import { copyImage } from './copy-image.ts';
import { type Layer, type LayerEntry, openLayer, writeLayer } from './layer.ts';
import { digestOf, type ImageConfig, type Index, type Manifest, MEDIA } from './oci.ts';
import { RegistryClient } from './registry-client.ts';

/** What an app's layer is put on. */
export interface BaseImage {
  /** In the registry that images are pushed to. */
  repository: string;
  manifest: Manifest;
  config: ImageConfig;
}

/** An image elsewhere, by its digest: `registry.example.org/node@sha256:…`. */
export interface BaseReference {
  url: string;
  repository: string;
  digest: string;
}

const REPOSITORY = 'wissil/base';
const NODE = 'usr/local/bin/node';
/** Part of the name under which a base is kept: another layout is another base. */
const LAYOUT = '1';
/** Loaded by name when they are needed, so that the loader does not list them. */
const LOADED_LATER = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'];
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** @throws WissilError UNAVAILABLE */
export async function openBaseImage(registry: RegistryClient, folder: string, from: BaseReference | undefined): Promise<BaseImage> {
  return from ? copiedBase(registry, from) : hostBase(registry, folder);
}

/** A base from another registry, copied beside the images that stand on it. */
async function copiedBase(registry: RegistryClient, { url, repository, digest }: BaseReference): Promise<BaseImage> {
  const source = new RegistryClient({ url });
  try {
    let pulled = await source.manifest(repository, digest);
    if (!pulled)
      throw new WissilError(
        'UNAVAILABLE',
        `${source.host} has no ${repository}@${digest}. WAYPOINT_BASE_IMAGE must name an image that is there.`,
      );
    if (pulled.mediaType === MEDIA.index || pulled.mediaType === MEDIA.dockerIndex) {
      const { manifests } = JSON.parse(pulled.bytes.toString('utf8')) as Index;
      const own = manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === architecture());
      pulled = own && (await source.manifest(repository, own.digest));
      if (!pulled) throw new WissilError('UNAVAILABLE', `${repository}@${digest} has no image for linux/${architecture()}.`);
    }
    const tag = pulled.digest.slice('sha256:'.length, 'sha256:'.length + 12);
    await copyImage({ from: source, repository, to: registry, as: REPOSITORY, tags: [tag], pulled });
    return await readBase(registry, pulled.bytes);
  } finally {
    source.close();
  }
}

/** Node and the libraries of this host that it needs, kept in the registry under a digest of all of them. */
async function hostBase(registry: RegistryClient, folder: string): Promise<BaseImage> {
  const files = await hostFiles();
  const tag = await keyOf(files);
  const known = await registry.manifest(REPOSITORY, tag);
  if (known) return readBase(registry, known.bytes);
  await mkdir(folder, { recursive: true });
  const layer = await writeLayer(join(folder, `base-${tag}.tar.gz`), baseEntries(files), { level: 3 });
  try {
    return await pushBase(registry, layer, tag);
  } finally {
    await rm(layer.file, { force: true });
  }
}

async function pushBase(registry: RegistryClient, layer: Layer, tag: string): Promise<BaseImage> {
  const config: ImageConfig = {
    architecture: architecture(),
    os: 'linux',
    created: new Date(0).toISOString(),
    config: {
      User: '65534:65534',
      Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
    },
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
    history: [{ created: new Date(0).toISOString(), created_by: `WISSIL base: Node ${process.version}` }],
  };
  const configBytes = Buffer.from(JSON.stringify(config));
  await registry.pushBlob(REPOSITORY, layer, () => openLayer(layer));
  await registry.pushBytes(REPOSITORY, configBytes);
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: { mediaType: MEDIA.config, digest: digestOf(configBytes), size: configBytes.length },
    layers: [{ mediaType: layer.mediaType, digest: layer.digest, size: layer.size }],
  };
  await registry.pushManifest(REPOSITORY, tag, { bytes: Buffer.from(JSON.stringify(manifest)), mediaType: MEDIA.manifest });
  return { repository: REPOSITORY, manifest, config };
}

async function readBase(registry: RegistryClient, bytes: Buffer): Promise<BaseImage> {
  const manifest = JSON.parse(bytes.toString('utf8')) as Manifest;
  const config = JSON.parse((await registry.bytes(REPOSITORY, manifest.config.digest)).toString('utf8')) as ImageConfig;
  return { repository: REPOSITORY, manifest, config };
}

interface HostFile {
  path: string;
  from: string;
}

/** The program and every library that it is linked with, by where they are in the image. */
async function hostFiles(): Promise<HostFile[]> {
  const node = await realpath(process.execPath);
  const { stdout } = await promisify(execFile)('ldd', [node]).catch((cause: unknown) => {
    throw new WissilError(
      'UNAVAILABLE',
      'This host has no ldd, which says what libraries Node needs in an image. Install it (on Debian: libc-bin), or set WAYPOINT_BASE_IMAGE.',
      { cause },
    );
  });
  const linked = [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path]) => path as string);
  const folders = [...new Set(linked.map((path) => path.slice(0, path.lastIndexOf('/'))))];
  const later = await Promise.all(
    LOADED_LATER.flatMap((name) => folders.map((folder) => `${folder}/${name}`)).map(async (path) => ((await exists(path)) ? [path] : [])),
  );
  const libraries = [...new Set([...linked, ...later.flat()])].sort();
  return [{ path: NODE, from: node }, ...libraries.map((from) => ({ path: inUsr(from), from }))];
}

/** Today's systems have /lib and /lib64 in /usr, with links to them at their old place. */
function inUsr(path: string): string {
  return path.startsWith('/usr/') ? path.slice(1) : `usr${path}`;
}

async function keyOf(files: readonly HostFile[]): Promise<string> {
  const key = createHash('sha256').update(LAYOUT);
  for (const { path, from } of files) {
    const content = createHash('sha256');
    await pipeline(createReadStream(from), content);
    key.update(`${path} ${content.digest('hex')}\n`);
  }
  return key.digest('hex').slice(0, 12);
}

async function* baseEntries(files: readonly HostFile[]): AsyncGenerator<LayerEntry> {
  const texts: Record<string, string> = {
    'etc/passwd': 'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n',
    'etc/group': 'root:x:0:\nnobody:x:65534:\n',
    'etc/nsswitch.conf': 'hosts: files dns\n',
    'etc/ssl/certs/ca-certificates.crt': `${rootCertificates.join('\n')}\n`,
  };
  const entries: LayerEntry[] = [
    ...['bin', 'lib', 'lib64', 'sbin'].map((name): LayerEntry => ({ path: name, type: 'symlink', mode: 0o777, target: `usr/${name}` })),
    ...['usr/bin', 'usr/lib', 'usr/lib64', 'usr/sbin'].map((path): LayerEntry => ({ path, type: 'directory', mode: 0o755 })),
    { path: 'tmp', type: 'directory', mode: 0o1777 },
    ...Object.entries(texts).map(([path, text]): LayerEntry => file(path, Buffer.from(text))),
  ];
  for (const { path, from } of files)
    entries.push({ path, type: 'file', mode: 0o755, size: (await stat(from)).size, content: createReadStream(from) });
  yield* withFolders(entries);
}

/** Sorted, and each with the folders above it before. */
function* withFolders(entries: readonly LayerEntry[]): Generator<LayerEntry> {
  const folders = new Set(entries.filter(({ type }) => type !== 'file').map(({ path }) => path));
  const above = entries.flatMap(({ path }) =>
    path
      .split('/')
      .slice(0, -1)
      .map((_part, at, parts) => parts.slice(0, at + 1).join('/')),
  );
  const missing = [...new Set(above)]
    .filter((path) => !folders.has(path))
    .map((path): LayerEntry => ({ path, type: 'directory', mode: 0o755 }));
  yield* [...missing, ...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function file(path: string, bytes: Buffer): LayerEntry {
  return { path, type: 'file', mode: 0o644, size: bytes.length, content: chunks(bytes) };
}

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function architecture(): string {
  return ARCHITECTURES[process.arch] ?? process.arch;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
