import { runSubgraph } from '@wissil/platform/subgraph';
import { parseIgnisConfig } from './config.ts';
import { createServer } from './server.ts';

await runSubgraph({ name: 'ignis', parseConfig: parseIgnisConfig, createServer }, process.env);
