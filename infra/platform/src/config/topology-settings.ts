import type { SubgraphName } from '../subgraph/subgraph-server.ts';
import type { Setting } from './setting.ts';
import { optionalHttpUrl, port } from './values.ts';

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
