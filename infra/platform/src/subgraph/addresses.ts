import { type Config, defineSettings, type Setting, subgraphPort, subgraphUrl, values } from '../config/index.ts';
import { SUBGRAPH_NAMES, type SubgraphName } from './subgraph-server.ts';

function publicUrl(name: SubgraphName): Setting<string | undefined> {
  return {
    env: `${name.toUpperCase()}_PUBLIC_URL`,
    schema: values.optionalHttpUrl,
    doc: `Where people open ${name.toUpperCase()}: its public name behind a proxy or tunnel. Not set: its own address.`,
  };
}

/** The port, the address inside the installation and the public address of each of the six. */
export const addressSettings = defineSettings({
  landingPort: subgraphPort('landing'),
  slatePort: subgraphPort('slate'),
  ignitionPort: subgraphPort('ignition'),
  sparkPort: subgraphPort('spark'),
  ignisPort: subgraphPort('ignis'),
  waypointPort: subgraphPort('waypoint'),
  landingUrl: subgraphUrl('landing'),
  slateUrl: subgraphUrl('slate'),
  ignitionUrl: subgraphUrl('ignition'),
  sparkUrl: subgraphUrl('spark'),
  ignisUrl: subgraphUrl('ignis'),
  waypointUrl: subgraphUrl('waypoint'),
  landingPublicUrl: publicUrl('landing'),
  slatePublicUrl: publicUrl('slate'),
  ignitionPublicUrl: publicUrl('ignition'),
  sparkPublicUrl: publicUrl('spark'),
  ignisPublicUrl: publicUrl('ignis'),
  waypointPublicUrl: publicUrl('waypoint'),
});

/** How the six systems are reached. */
export interface Addresses {
  /** Origins inside the installation, for probes and calls between services: `http://127.0.0.1:3001`. */
  internal: Readonly<Record<SubgraphName, string>>;
  /** What people open. */
  public: Readonly<Record<SubgraphName, string>>;
}

export function resolveAddresses(config: Config<typeof addressSettings>, host: string): Addresses {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const internal = fromNames((name) => originOf(config[`${name}Url`]) ?? `http://${reachable}:${config[`${name}Port`]}`);
  return { internal, public: fromNames((name) => config[`${name}PublicUrl`] ?? internal[name]) };
}

function fromNames(addressOf: (name: SubgraphName) => string): Record<SubgraphName, string> {
  return Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, addressOf(name)])) as Record<SubgraphName, string>;
}

/** SUBGRAPH_SLATE_URL may name the subgraph's endpoint; its health is at the same origin. */
function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).origin;
}
