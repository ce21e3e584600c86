import { join } from 'node:path';
import { type AppLayer, writeAppLayer } from './app-layer.ts';
import { type BaseImage, type BaseReference, openBaseImage } from './base-image.ts';
import { type App, composeImage, type Image, mirrorImage, pushImage } from './publish-image.ts';
import type { RegistryClient } from './registry-client.ts';

/** What a release keeps of its image. */
export interface PublishedImage {
  digest: string;
  sizeBytes: number;
  user: string;
  exposedFiles: string[];
}

export interface ComposedImage {
  base: BaseImage;
  layer: AppLayer;
  image: Image;
  published: PublishedImage;
}

/** Makes images of artifacts without a daemon, and brings them to the registry and its mirror. */
export class ImagePublisher {
  readonly #registry: RegistryClient;
  readonly #mirror: RegistryClient | undefined;
  readonly #folder: string;
  readonly #from: BaseReference | undefined;
  #base: Promise<BaseImage> | undefined;

  constructor(options: { registry: RegistryClient; mirror: RegistryClient | undefined; folder: string; base: BaseReference | undefined }) {
    this.#registry = options.registry;
    this.#mirror = options.mirror;
    this.#folder = options.folder;
    this.#from = options.base;
  }

  get hasMirror(): boolean {
    return this.#mirror !== undefined;
  }

  /** @param scratch a folder for the layer, which `push` reads */
  async compose(artifact: string, app: App, scratch: string): Promise<ComposedImage> {
    const base = await this.#openBase();
    const layer = await writeAppLayer(artifact, join(scratch, 'app.tar.gz'));
    const image = composeImage(base, layer, app);
    const { digest, sizeBytes, user } = image;
    return { base, layer, image, published: { digest, sizeBytes, user, exposedFiles: layer.exposedFiles } };
  }

  async push({ base, layer, image }: ComposedImage, { repository, tag }: { repository: string; tag: string }): Promise<void> {
    try {
      await pushImage({ registry: this.#registry, repository, tag }, base, { image, layer });
    } catch (error) {
      // The registry may have lost its base: the next time it is looked for again.
      this.#base = undefined;
      throw error;
    }
  }

  /** Nothing, where there is no mirror. */
  async mirror({ repository, tag, digest }: { repository: string; tag: string; digest: string }): Promise<void> {
    if (this.#mirror) await mirrorImage({ registry: this.#registry, repository, tag }, this.#mirror, digest);
  }

  /** Made once; again after a failure. */
  #openBase(): Promise<BaseImage> {
    this.#base ??= openBaseImage(this.#registry, this.#folder, this.#from).catch((error: unknown) => {
      this.#base = undefined;
      throw error;
    });
    return this.#base;
  }
}
