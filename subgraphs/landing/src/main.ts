import { runSubgraph } from '@wissil/platform/subgraph';
import { parseLandingConfig } from './config.ts';
import { createServer } from './server.ts';

await runSubgraph({ name: 'landing', parseConfig: parseLandingConfig, createServer }, process.env);
