import { type RunningSubgraph, startSubgraph } from '@wissil/testkit';
import { parseIgnitionConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

/** One replica of IGNITION; it keeps the events of `project.created`. */
export function startIgnition(databaseUrl: string, env: Record<string, string> = {}): Promise<RunningSubgraph> {
  return startSubgraph(
    { name: 'ignition', parseConfig: parseIgnitionConfig, createServer },
    { databaseUrl, events: 'project.created', env },
  );
}
