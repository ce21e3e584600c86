import { type RunningSubgraph, startSubgraph } from '@wissil/testkit';
import { parseSlateConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

/** One replica of SLATE; it keeps the events of `tokens.updated`. */
export function startSlate(databaseUrl: string, options: { redis?: { url: string; keyPrefix: string } } = {}): Promise<RunningSubgraph> {
  return startSubgraph(
    { name: 'slate', parseConfig: parseSlateConfig, createServer },
    { databaseUrl, events: 'tokens.updated', ...options },
  );
}
