import { execFile } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { APP, contentDigest } from './app-folder.ts';

/** An image in a registry on loopback. */
export interface PushedImage {
  host: string;
  repository: string;
  tag: string;
}

interface Layer {
  digest: string;
  /** Compressed, in bytes. */
  size: number;
}

const run = promisify(execFile);

/** From the bottom; the app's is the last. */
export async function layersOf({ host, repository, tag }: PushedImage): Promise<Layer[]> {
  const response = await ask(`http://${host}/v2/${repository}/manifests/${tag}`);
  return ((await response.json()) as { layers: Layer[] }).layers;
}

export async function onlyTag(host: string, repository: string): Promise<string> {
  const { tags } = (await (await ask(`http://${host}/v2/${repository}/tags/list`)).json()) as { tags: string[] };
  if (tags[0] === undefined || tags.length > 1) throw new Error(`${repository} has the tags ${tags.join(', ')}, and not one`);
  return tags[0];
}

/** Throws unless the app's layer holds the files that have the digest. */
export async function assertFiles(image: PushedImage, layer: Layer, { digest, folder }: { digest: string; folder: string }): Promise<void> {
  const { host, repository } = image;
  const unpacked = join(folder, 'read-back');
  mkdirSync(unpacked);
  try {
    const { body } = await ask(`http://${host}/v2/${repository}/blobs/${layer.digest}`);
    const archive = join(unpacked, 'layer.tar.gz');
    await pipeline(Readable.from(body ?? []), createWriteStream(archive));
    await run('tar', ['-xzf', archive, '-C', unpacked, '--no-same-owner']);
    if (contentDigest(join(unpacked, APP.workingFolder)) !== digest)
      throw new Error(`${nameOf(image)} does not hold the files that went into it.`);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

/** Throws unless skopeo, which knows nothing of who made the image, reads how it is run. */
export async function assertSkopeoReads(image: PushedImage): Promise<void> {
  const { stdout } = await run('skopeo', ['inspect', '--tls-verify=false', '--config', `docker://${nameOf(image)}`]);
  const { config } = JSON.parse(stdout) as { config: { User: string; WorkingDir: string; Cmd: string[]; Labels: Record<string, string> } };
  const found = [config.User, config.WorkingDir, config.Cmd.join(' '), config.Labels['org.opencontainers.image.version']].join(', ');
  const expected = [APP.user, APP.workingFolder, APP.command.join(' '), image.tag].join(', ');
  if (found !== expected) throw new Error(`skopeo reads of ${nameOf(image)}: ${found}; expected: ${expected}`);
}

const nameOf = ({ host, repository, tag }: PushedImage): string => `${host}/${repository}:${tag}`;

async function ask(url: string): Promise<Response> {
  const response = await fetch(url, { headers: { accept: 'application/vnd.oci.image.manifest.v1+json, */*' } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}
