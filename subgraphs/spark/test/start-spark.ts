import type { SubgraphName } from '@wissil/platform/subgraph';
import { type RunningSubgraph, startSubgraph } from '@wissil/testkit';
import { parseSparkConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

export interface SparkScene {
  /** Nobody answers at the addresses of the other systems but at those given. */
  internal?: Partial<Record<SubgraphName, string>>;
  /** The pattern of the events that are kept; `component.created` by default. */
  events?: string;
  env?: Record<string, string>;
}

/** One replica of SPARK. */
export function startSpark(
  databaseUrl: string,
  { internal = {}, events = 'component.created', env = {} }: SparkScene = {},
): Promise<RunningSubgraph> {
  return startSubgraph({ name: 'spark', parseConfig: parseSparkConfig, createServer }, { databaseUrl, events, internal, env });
}
