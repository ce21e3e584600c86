import type { SubgraphName } from '@wissil/platform/subgraph';
import { type RunningSubgraph, startSubgraph } from '@wissil/testkit';
import { parseWaypointConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

/** One instance of WAYPOINT; it keeps the events of `deployment.>`, unless others are named. */
export function startWaypoint(
  databaseUrl: string,
  options: {
    version?: string;
    env?: Record<string, string>;
    events?: string;
    dataFolder?: string;
    internal?: Partial<Record<SubgraphName, string>>;
  } = {},
): Promise<RunningSubgraph> {
  return startSubgraph(
    { name: 'waypoint', parseConfig: parseWaypointConfig, createServer },
    { databaseUrl, events: 'deployment.>', ...options },
  );
}
