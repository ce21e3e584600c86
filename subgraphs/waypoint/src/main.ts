import { runSubgraph } from '@wissil/platform/subgraph';
import { parseWaypointConfig } from './config.ts';
import { createServer } from './server.ts';

await runSubgraph({ name: 'waypoint', parseConfig: parseWaypointConfig, createServer }, process.env);
