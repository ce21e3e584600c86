import { z } from 'zod';
import { DIGEST, digestOf, MEDIA } from '../image/oci.ts';
import type { BlobStore } from './blob-store.ts';
import { RegistryError } from './registry-error.ts';
import { isTag, type RepositoryStore } from './repository-store.ts';

export const LARGEST_MANIFEST = 4 * 1024 * 1024;

const descriptor = z.object({
  mediaType: z.string(),
  digest: z.string().regex(DIGEST),
  size: z.int().nonnegative(),
  urls: z.array(z.string()).optional(),
});
const imageManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: descriptor,
  layers: z.array(descriptor),
});
const imageIndex = z.object({ schemaVersion: z.literal(2), mediaType: z.string().optional(), manifests: z.array(descriptor) });

const INDEXES: readonly string[] = [MEDIA.index, MEDIA.dockerIndex];
const IMAGES: readonly string[] = [MEDIA.manifest, MEDIA.dockerManifest];

export interface FoundManifest {
  digest: string;
  mediaType: string;
  size: number;
}

/** Whether a release needs the image of that digest: it must be there for a rollback. */
export type NeededDigests = (digest: string) => Promise<boolean>;

/** Manifests and tags, and what is removed with them. */
export class ManifestService {
  readonly #blobs: BlobStore;
  readonly #repositories: RepositoryStore;
  readonly #isNeeded: NeededDigests;

  constructor(options: { blobs: BlobStore; repositories: RepositoryStore; isNeeded: NeededDigests }) {
    this.#blobs = options.blobs;
    this.#repositories = options.repositories;
    this.#isNeeded = options.isNeeded;
  }

  /** @throws RegistryError MANIFEST_UNKNOWN */
  async find(name: string, reference: string): Promise<FoundManifest> {
    const digest = await this.#digestOf(name, reference);
    const mediaType = digest && (await this.#repositories.manifestType(name, digest));
    const size = digest && (await this.#blobs.sizeOf(digest));
    if (!digest || !mediaType || size === undefined)
      throw new RegistryError('MANIFEST_UNKNOWN', `There is no manifest ${reference} in ${name}.`);
    return { digest, mediaType, size: size as number };
  }

  /** Keeps a manifest whose blobs are there; returns its digest. */
  async put(name: string, reference: string, { bytes, mediaType }: { bytes: Buffer; mediaType: string }): Promise<string> {
    const digest = digestOf(bytes);
    if (reference.includes(':') ? reference !== digest : !isTag(reference)) {
      if (!reference.includes(':'))
        throw new RegistryError('MANIFEST_INVALID', 'A tag has letters, digits, dots, dashes and underscores, at most 128.');
      throw new RegistryError('DIGEST_INVALID', `The manifest has the digest ${digest}, not ${reference}.`);
    }
    await this.#check(name, bytes, mediaType);
    await this.#blobs.put(digest, bytes);
    await this.#repositories.addManifest(name, digest, mediaType);
    if (!reference.includes(':')) await this.#repositories.setTag(name, reference, digest);
    return digest;
  }

  /** A digest takes its tags with it. Refused while a release needs the image. */
  async delete(name: string, reference: string): Promise<void> {
    const { digest } = await this.find(name, reference);
    if (await this.#isNeeded(digest))
      throw new RegistryError('DENIED', `A release needs ${digest} for a rollback. It stays for as long as the release is known.`);
    if (reference.includes(':')) await this.#repositories.removeManifest(name, digest);
    else await this.#repositories.removeTag(name, reference);
  }

  /** Refused while a manifest of the repository needs it. */
  async deleteBlob(name: string, digest: string): Promise<void> {
    if (!(await this.#repositories.hasBlob(name, digest)))
      throw new RegistryError('BLOB_UNKNOWN', `There is no blob ${digest} in ${name}.`);
    if (await this.#usesBlob(name, digest))
      throw new RegistryError('DENIED', `A manifest in ${name} needs ${digest}. Delete the manifest first.`);
    await this.#repositories.removeBlob(name, digest);
    for (const other of await this.#repositories.names()) if (await this.#repositories.hasBlob(other, digest)) return;
    await this.#blobs.delete(digest);
  }

  async #usesBlob(name: string, digest: string): Promise<boolean> {
    for (const manifest of await this.#repositories.manifests(name)) {
      const text = await textOf(this.#blobs.read(manifest));
      if (text.includes(digest)) return true;
    }
    return false;
  }

  async #digestOf(name: string, reference: string): Promise<string | undefined> {
    if (DIGEST.test(reference)) return reference;
    return isTag(reference) ? this.#repositories.digestOfTag(name, reference) : undefined;
  }

  async #check(name: string, bytes: Buffer, mediaType: string): Promise<void> {
    if (!IMAGES.includes(mediaType) && !INDEXES.includes(mediaType))
      throw new RegistryError('MANIFEST_INVALID', `Manifests of the media type ${mediaType} are not kept here.`);
    const read = (INDEXES.includes(mediaType) ? imageIndex : imageManifest).safeParse(jsonOf(bytes));
    if (!read.success) throw new RegistryError('MANIFEST_INVALID', read.error.issues[0]?.message ?? 'This is not a manifest.');
    if (read.data.mediaType !== undefined && read.data.mediaType !== mediaType)
      throw new RegistryError('MANIFEST_INVALID', `The manifest calls itself ${read.data.mediaType}, and was sent as ${mediaType}.`);
    if ('manifests' in read.data) {
      for (const { digest } of read.data.manifests)
        if (!(await this.#repositories.manifestType(name, digest)))
          throw new RegistryError('MANIFEST_BLOB_UNKNOWN', `${name} has no manifest ${digest}.`);
      return;
    }
    for (const { digest, size, urls } of [read.data.config, ...read.data.layers]) {
      if (urls && urls.length > 0) continue;
      await this.#blobs.hold(digest);
      const found = (await this.#repositories.hasBlob(name, digest)) ? await this.#blobs.sizeOf(digest) : undefined;
      if (found === undefined) throw new RegistryError('MANIFEST_BLOB_UNKNOWN', `${name} has no blob ${digest}.`);
      if (found !== size) throw new RegistryError('MANIFEST_INVALID', `The blob ${digest} has ${found} bytes, not ${size}.`);
    }
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RegistryError('MANIFEST_INVALID', 'The manifest is not JSON.');
  }
}

export async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
