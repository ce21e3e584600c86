import { type RunningSubgraph, startSubgraph } from '@wissil/testkit';
import { parseIgnisConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

/** One instance of IGNIS; it keeps the events of `build.*`, and builds from the start on. */
export function startIgnis(databaseUrl: string, options: Partial<Parameters<typeof startSubgraph>[1]> = {}): Promise<RunningSubgraph> {
  return startSubgraph({ name: 'ignis', parseConfig: parseIgnisConfig, createServer }, { databaseUrl, events: 'build.*', ...options });
}
