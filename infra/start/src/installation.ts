import { resolve } from 'node:path';
import { SUBGRAPH_NAMES, type SubgraphName } from '@wissil/platform/subgraph';
import { checkPorts, type WantedPort } from './checks/ports.ts';
import { prepareDataFolder } from './checks/data-folder.ts';
import { lockInstance } from './checks/instance-lock.ts';
import type { StartConfig } from './config.ts';

/** The subgraphs that run here: those without an address elsewhere (SUBGRAPH_<NAME>_URL). */
export function localSubgraphs(config: StartConfig): SubgraphName[] {
  return SUBGRAPH_NAMES.filter((name) => config[`${name}Url`] === undefined);
}

/** Prepares the data folder, holds it, and proves that every port can be had. Throws StartupError. */
export async function claimInstallation(config: StartConfig): Promise<AsyncDisposable> {
  const folder = resolve(config.dataFolder);
  await prepareDataFolder(folder);
  const lock = await lockInstance(folder);
  try {
    await checkPorts(wantedPorts(config));
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
  return lock;
}

function wantedPorts(config: StartConfig): WantedPort[] {
  const { gatewayPort, host, previewPort, registryUrl, registryPort, releasesPort } = config;
  const subgraphs = localSubgraphs(config).map((name) => ({
    owner: name.toUpperCase(),
    port: config[`${name}Port`],
    host,
    setting: `${name.toUpperCase()}_PORT`,
  }));
  const local = new Set(localSubgraphs(config));
  return [
    ...subgraphs,
    { owner: 'the gateway', port: gatewayPort, host, setting: 'GATEWAY_PORT' },
    ...(local.has('ignis') ? [{ owner: 'the previews of IGNIS', port: previewPort, host, setting: 'IGNIS_PREVIEW_PORT' }] : []),
    ...(local.has('waypoint')
      ? [
          ...(registryUrl ? [] : [{ owner: 'the registry of WAYPOINT', port: registryPort, host, setting: 'WAYPOINT_REGISTRY_PORT' }]),
          { owner: 'the releases of WAYPOINT', port: releasesPort, host, setting: 'WAYPOINT_RELEASES_PORT' },
        ]
      : []),
  ];
}
