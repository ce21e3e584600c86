import type { Manifest } from './oci.ts';
import type { PulledManifest, RegistryClient } from './registry-client.ts';

export interface ImageCopy {
  from: RegistryClient;
  repository: string;
  to: RegistryClient;
  /** The repository there. */
  as: string;
  tags: readonly string[];
  pulled: PulledManifest;
}

/** Brings an image from one registry to another, byte for byte, so that its digest is the same; what is there already is not sent again. */
export async function copyImage({ from, repository, to, as, tags, pulled }: ImageCopy): Promise<void> {
  const { config, layers } = JSON.parse(pulled.bytes.toString('utf8')) as Manifest;
  for (const descriptor of [...layers, config]) await to.pushBlob(as, descriptor, () => from.openBlob(repository, descriptor.digest));
  for (const tag of tags) await to.pushManifest(as, tag, pulled);
}
