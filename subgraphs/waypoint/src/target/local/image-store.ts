import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
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
  /** It is not used any more. */
  close(): void;
}

/** Images of the registry as files: each layer is pulled and unpacked once, and images share their layers' files. */
export class ImageStore {
  readonly #folder: string;
  readonly #registry: RegistryClient;
  readonly #opening = new Map<string, Promise<Omit<UnpackedImage, 'close'>>>();
  /** How often each image is open. */
  readonly #uses = new Map<string, number>();

  constructor(options: { folder: string; registry: RegistryClient }) {
    this.#folder = options.folder;
    this.#registry = options.registry;
  }

  /**
   * The image, which stays until it is closed as often as it was opened.
   * @throws PermanentFailure where the registry has no such image, or it is none that can be unpacked
   */
  async open(repository: string, digest: string): Promise<UnpackedImage> {
    this.#uses.set(digest, (this.#uses.get(digest) ?? 0) + 1);
    const opening = this.#opening.get(digest) ?? this.#open(repository, digest).finally(() => this.#opening.delete(digest));
    this.#opening.set(digest, opening);
    try {
      return { ...(await opening), close: () => this.#close(digest) };
    } catch (error) {
      this.#close(digest);
      throw error;
    }
  }

  #close(digest: string): void {
    const left = (this.#uses.get(digest) ?? 0) - 1;
    if (left > 0) this.#uses.set(digest, left);
    else this.#uses.delete(digest);
  }

  /** Removes what a process that was killed left half done. Before anything is opened. */
  async clearLeftovers(): Promise<void> {
    for (const folder of [this.#folder, join(this.#folder, 'images'), join(this.#folder, 'layers')])
      for (const name of await readdir(folder).catch(() => []))
        if (name.startsWith('.')) await rm(join(folder, name), { recursive: true, force: true });
  }

  /** Forgets every image that nothing uses, and the layers that no other image needs. */
  async prune(): Promise<void> {
    const layers = new Set<string>();
    for (const name of await namesIn(join(this.#folder, 'images'))) {
      const folder = join(this.#folder, 'images', name);
      const listed = await readFile(join(folder, 'layers.json'), 'utf8').catch(() => undefined);
      if (this.#uses.has(`sha256:${name}`)) for (const layer of JSON.parse(listed ?? '[]') as string[]) layers.add(layer);
      else await this.#discard(folder);
    }
    for (const name of await namesIn(join(this.#folder, 'layers'))) {
      // An image that is being opened may be about to use any of them.
      if (this.#opening.size > 0) return;
      if (!layers.has(`sha256:${name}`)) await this.#discard(join(this.#folder, 'layers', name));
    }
  }

  /** Out of the way in one step, so that nobody finds half of it. */
  async #discard(folder: string): Promise<void> {
    const aside = join(this.#folder, `.${randomUUID()}`);
    renameSync(folder, aside);
    await rm(aside, { recursive: true, force: true });
  }

  async #open(repository: string, digest: string): Promise<Omit<UnpackedImage, 'close'>> {
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
      const unpack = (tar: AsyncIterable<Buffer>) => unpackLayer(tar, beside);
      if (mediaType.endsWith('gzip')) await pipeline(blob, measured, createGunzip(), unpack);
      else await pipeline(blob, measured, unpack);
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

/** Without what is being written or removed. */
async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
}
