import { copyImage } from './copy-image.ts';
import type { AppLayer } from './app-layer.ts';
import type { BaseImage } from './base-image.ts';
import { openLayer } from './layer.ts';
import { digestOf, type ImageConfig, type Manifest, MEDIA } from './oci.ts';
import type { RegistryClient } from './registry-client.ts';
import { WissilError } from '@wissil/platform/errors';

export interface App {
  name: string;
  version: string;
  commit: string;
  command: readonly string[];
  port: number;
}

export interface Image {
  config: Buffer;
  manifest: Buffer;
  digest: string;
  /** Of all blobs, in bytes. */
  sizeBytes: number;
  user: string;
}

const EPOCH = new Date(0).toISOString();
const USER = '65534:65534';

/** The image of an app on its base. The same app on the same base is the same image, byte for byte. */
export function composeImage(base: BaseImage, layer: AppLayer, app: App): Image {
  const { config: onBase, manifest: below } = base;
  const config: ImageConfig = {
    architecture: onBase.architecture,
    os: onBase.os,
    created: EPOCH,
    config: {
      User: USER,
      Env: [...(onBase.config.Env ?? []), 'NODE_ENV=production', 'HOST=0.0.0.0', `PORT=${app.port}`],
      Cmd: [...app.command],
      WorkingDir: '/app',
      ExposedPorts: { [`${app.port}/tcp`]: {} },
      Labels: {
        'org.opencontainers.image.title': app.name,
        'org.opencontainers.image.version': app.version,
        'org.opencontainers.image.revision': app.commit,
      },
    },
    rootfs: { type: 'layers', diff_ids: [...onBase.rootfs.diff_ids, layer.diffId] },
    history: [...(onBase.history ?? []), { created: EPOCH, created_by: 'WISSIL WAYPOINT' }],
  };
  const configBytes = Buffer.from(JSON.stringify(config));
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: { mediaType: MEDIA.config, digest: digestOf(configBytes), size: configBytes.length },
    layers: [...below.layers, { mediaType: layer.mediaType, digest: layer.digest, size: layer.size }],
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const sizeBytes = configBytes.length + manifest.layers.reduce((sum, { size }) => sum + size, 0);
  return { config: configBytes, manifest: bytes, digest: digestOf(bytes), sizeBytes, user: USER };
}

export interface PushedImage {
  registry: RegistryClient;
  repository: string;
  tag: string;
}

/** Pushes what the registry does not have, and the manifest last: a tag never names an image that is not whole. */
export async function pushImage(
  { registry, repository, tag }: PushedImage,
  base: BaseImage,
  { image, layer }: { image: Image; layer: AppLayer },
) {
  for (const descriptor of base.manifest.layers)
    await registry.pushBlob(repository, descriptor, () => registry.openBlob(base.repository, descriptor.digest), base.repository);
  await registry.pushBlob(repository, layer, () => openLayer(layer));
  await registry.pushBytes(repository, image.config);
  await registry.pushManifest(repository, tag, { bytes: image.manifest, mediaType: MEDIA.manifest });
}

/** Replicates an image to the mirror, under the same name, tag and digest. */
export async function mirrorImage({ registry, repository, tag }: PushedImage, mirror: RegistryClient, digest: string): Promise<void> {
  const pulled = await registry.manifest(repository, digest);
  if (!pulled) throw new WissilError('UNAVAILABLE', `${registry.host} does not have ${repository}@${digest} any more.`);
  await copyImage({ from: registry, repository, to: mirror, as: repository, tags: [tag], pulled });
}
