import { runSubgraph } from '@wissil/platform/subgraph';
import { parseSparkConfig } from './config.ts';
import { createServer } from './server.ts';

await runSubgraph({ name: 'spark', parseConfig: parseSparkConfig, createServer }, process.env);
