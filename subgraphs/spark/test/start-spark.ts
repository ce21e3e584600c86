import type { SubgraphName } from '@wissil/platform/subgraph';
import { type RunningSubgraph, startSubgraph } from '@wissil/testkit';
import { parseSparkConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

/** One replica of SPARK; it keeps the events of `component.created`. Nobody answers at the addresses of the other systems but at those given. */
export function startSpark(databaseUrl: string, internal: Partial<Record<SubgraphName, string>> = {}): Promise<RunningSubgraph> {
  return startSubgraph(
    { name: 'spark', parseConfig: parseSparkConfig, createServer },
    { databaseUrl, events: 'component.created', internal },
  );
}
