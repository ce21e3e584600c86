import { runSubgraph } from '@wissil/platform/subgraph';
import { parseIgnitionConfig } from './config.ts';
import { createServer } from './server.ts';

await runSubgraph({ name: 'ignition', parseConfig: parseIgnitionConfig, createServer }, process.env);
