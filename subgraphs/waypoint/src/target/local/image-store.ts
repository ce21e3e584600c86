import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { WissilError } from '@wissil/platform/errors';
import { PermanentFailure } from '@wissil/platform/jobs';
import { type Descriptor, type ImageConfig, type Manifest, Measure } from '../../image/oci.ts';
import type { RegistryClient } from '../../image/registry-client.ts';
import { mergeLayer } from './merge-layers.ts';
import { unpackLayer } from './unpack-layer.ts';

/** An image as a tree of files on this machine. */
export interface UnpackedImage {
  rootfs: string;
  config: ImageConfig;
}

/** Images of the registry as files: each layer is pulled and unpacked once, and images share their layers' files. */
export class ImageStore {
  readonly #folder: string;
  readonly #registry: RegistryClient;
  readonly #opening = new Map<string, Promise<UnpackedImage>>();

  constructor(options: { folder: string; registry: RegistryClient }) {
    this.#folder = options.folder;
    this.#registry = options.registry;
  }

  /** @throws PermanentFailure where the registry has no such image, or it is none that can be unpacked */
  async open(repository: string, digest: string): Promise<UnpackedImage> {
    const known = this.#opening.get(digest);
    if (known) return known;
    const opening = this.#open(repository, digest).finally(() => this.#opening.delete(digest));
    this.#opening.set(digest, opening);
    return opening;
  }

  /** Forgets every image but these, and the layers that they do not need. */
  async keepOnly(digests: ReadonlySet<string>): Promise<void> {
    const layers = new Set<string>();
    for (const name of await readdir(join(this.#folder, 'images')).catch(() => [])) {
      const folder = join(this.#folder, 'images', name);
      const listed = await readFile(join(folder, 'layers.json'), 'utf8').catch(() => undefined);
      if (digests.has(`sha256:${name}`) && listed) for (const layer of JSON.parse(listed) as string[]) layers.add(layer);
      else if (!this.#opening.has(`sha256:${name}`)) await rm(folder, { recursive: true, force: true });
    }
    if (this.#opening.size > 0) return;
    for (const name of await readdir(join(this.#folder, 'layers')).catch(() => []))
      if (!layers.has(`sha256:${name}`)) await rm(join(this.#folder, 'layers', name), { recursive: true, force: true });
  }

  async #open(repository: string, digest: string): Promise<UnpackedImage> {
    const folder = join(this.#folder, 'images', hex(digest));
    const rootfs = join(folder, 'rootfs');
    const kept = await readFile(join(folder, 'config.json'), 'utf8').catch(() => undefined);
    if (kept !== undefined) return { rootfs, config: JSON.parse(kept) as ImageConfig };
    const pulled = await this.#registry.manifest(repository, digest);
    if (!pulled) {
      throw new PermanentFailure(
        `The registry ${this.#registry.host} does not have the image ${repository}@${digest}.`,
        'Run the pipeline again for this commit, and deploy the release that it makes.',
      );
    }
    const manifest = JSON.parse(pulled.bytes.toString('utf8')) as Manifest;
    const config = (await this.#registry.bytes(repository, manifest.config.digest)).toString('utf8');
    const layers: string[] = [];
    for (const layer of manifest.layers) layers.push(await this.#layer(repository, layer));
    const beside = join(this.#folder, 'images', `.${randomUUID()}`);
    await mkdir(join(beside, 'rootfs'), { recursive: true });
    for (const layer of layers) await mergeLayer(layer, join(beside, 'rootfs'));
    await writeFile(join(beside, 'layers.json'), JSON.stringify(manifest.layers.map((layer) => layer.digest)));
    await writeFile(join(beside, 'config.json'), config, { flush: true });
    await rename(beside, folder);
    return { rootfs, config: JSON.parse(config) as ImageConfig };
  }

  /** The folder of a layer's files, whose bytes are those of its digest. */
  async #layer(repository: string, { digest, mediaType }: Descriptor): Promise<string> {
    const folder = join(this.#folder, 'layers', hex(digest));
    if (await stat(folder).catch(() => undefined)) return folder;
    const beside = join(this.#folder, 'layers', `.${randomUUID()}`);
    await mkdir(beside, { recursive: true });
    try {
      const measured = new Measure();
      const blob = await this.#registry.openBlob(repository, digest);
      const packed = /gzip$/.test(mediaType)
        ? pipeline(blob, measured, createGunzip(), (tar: AsyncIterable<Buffer>) => unpackLayer(tar, beside))
        : pipeline(blob, measured, (tar: AsyncIterable<Buffer>) => unpackLayer(tar, beside));
      await packed;
      const found = measured.digest();
      if (found !== digest) throw new WissilError('UNAVAILABLE', `The registry sent ${found} in the place of the layer ${digest}.`);
      await rename(beside, folder);
    } catch (error) {
      await rm(beside, { recursive: true, force: true });
      throw error;
    }
    return folder;
  }
}

function hex(digest: string): string {
  return digest.slice('sha256:'.length);
}
