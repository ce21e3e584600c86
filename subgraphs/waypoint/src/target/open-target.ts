import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@wissil/platform/logging';
import { openSandbox } from '@wissil/platform/sandbox';
import { replicasOf, type WaypointConfig } from '../config.ts';
import type { RegistryClient } from '../image/registry-client.ts';
import type { DeployTarget, ReleaseToRun } from './deploy-target.ts';
import { Cluster } from './kubernetes/cluster.ts';
import { KubernetesTarget } from './kubernetes/kubernetes-target.ts';
import { ImageStore } from './local/image-store.ts';
import { LocalTarget } from './local/local-target.ts';
import { ReleaseFront } from './local/release-front.ts';

export interface TargetParts {
  config: WaypointConfig;
  folder: string;
  registry: RegistryClient;
  logger: Logger;
  onChange: (release: ReleaseToRun) => void;
}

/** Where this installation's releases run: in the cluster of KUBECONFIG, or on this machine. */
export async function openTarget({ config, folder, registry, logger, onChange }: TargetParts): Promise<DeployTarget> {
  const { host, kubeconfig, releasesPort, releasesDomain, readySeconds } = config;
  const replicas = replicasOf(config);
  if (kubeconfig !== undefined) {
    const domain = releasesDomain === 'localhost' ? undefined : releasesDomain;
    const settings = () => ({ registryHost: registry.host, replicas, readySeconds, domain });
    return new KubernetesTarget({ open: () => Cluster.open(kubeconfig), settings, logger, onChange });
  }
  return new LocalTarget({
    images: new ImageStore({ folder: join(folder, 'releases'), registry }),
    front: new ReleaseFront({ host, port: releasesPort, domain: releasesDomain, logger }),
    sandbox: await openSandbox(),
    sockets: socketFolder(join(folder, 'run')),
    replicas,
    readySeconds,
    logger,
    onChange,
  });
}

/** The path of a socket has at most 107 characters, and `/rXXXXXX/app.sock` comes after the folder's. */
const LONGEST_FOLDER = 107 - 17;

/** The folder itself, or one of its own among the temporary ones where its path is too long. */
function socketFolder(folder: string): string {
  if (Buffer.byteLength(folder) <= LONGEST_FOLDER) return folder;
  return join(tmpdir(), `wissil-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
}
