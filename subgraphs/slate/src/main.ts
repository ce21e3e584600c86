import { runSubgraph } from '@wissil/platform/subgraph';
import { parseSlateConfig } from './config.ts';
import { createServer } from './server.ts';

await runSubgraph({ name: 'slate', parseConfig: parseSlateConfig, createServer }, process.env);
