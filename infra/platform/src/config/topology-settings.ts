import type { SubgraphName } from '../subgraph/subgraph-server.ts';
import { defineSettings, type Setting } from './setting.ts';
import { hostName, integer, optionalHttpUrl, port } from './values.ts';

/** TOPO: the port of each subsystem. */
export const DEFAULT_PORTS: Readonly<Record<SubgraphName, number>> = {
  landing: 3000,
  slate: 3001,
  ignition: 3002,
  spark: 3003,
  ignis: 3004,
  waypoint: 3005,
};

/** `SLATE_PORT` and its sisters. */
export function subgraphPort(name: SubgraphName): Setting<number> {
  return {
    env: `${name.toUpperCase()}_PORT`,
    schema: port,
    default: String(DEFAULT_PORTS[name]),
    doc: `The port of ${name.toUpperCase()}.`,
  };
}

/** `SUBGRAPH_SLATE_URL` and its sisters. */
export function subgraphUrl(name: SubgraphName): Setting<string | undefined> {
  return {
    env: `SUBGRAPH_${name.toUpperCase()}_URL`,
    schema: optionalHttpUrl,
    doc: `Where ${name.toUpperCase()} runs, when it runs elsewhere. Not set: in this process.`,
  };
}

const listener = integer(0, 65_535).describe('a port, or 0 for any that is free');

/** What IGNIS and WAYPOINT listen on besides their own ports, and the domains under which browsers find what runs there. */
export const listenerSettings = defineSettings({
  previewPort: {
    env: 'IGNIS_PREVIEW_PORT',
    schema: listener,
    default: '24678',
    doc: 'The port of every preview and of all hot reload.',
  },
  previewDomain: {
    env: 'PREVIEW_DOMAIN',
    schema: hostName,
    default: 'localhost',
    doc: 'Previews are opened at names below it, so that each is an origin of its own. Browsers find names below localhost by themselves; any other domain needs a wildcard in the DNS.',
  },
  registryUrl: {
    env: 'REGISTRY_URL',
    schema: optionalHttpUrl,
    doc: 'The OCI registry of images. Not set: WAYPOINT embeds one.',
  },
  registryPort: {
    env: 'WAYPOINT_REGISTRY_PORT',
    schema: listener,
    default: '5000',
    doc: 'The port of the embedded OCI registry. Used only without REGISTRY_URL.',
  },
  releasesPort: {
    env: 'WAYPOINT_RELEASES_PORT',
    schema: listener,
    default: '24680',
    doc: 'The port in front of the releases that run on this machine.',
  },
  releasesDomain: {
    env: 'RELEASES_DOMAIN',
    schema: hostName,
    default: 'localhost',
    doc: 'Releases that run on this machine are opened at names below it, as with PREVIEW_DOMAIN.',
  },
});
