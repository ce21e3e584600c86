import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, startSupergraph, type Supergraph, waitFor } from '@wissil/testkit';
import { test } from 'vitest';
import { TokenPath } from './token-path.ts';
import { nothingUnderWay } from './record.ts';

/** Ten steps, each with a crash at a moment of its own; what a step does is begun before it, and ends after it. */
const TOTAL_MS = 30 * 60_000;

test(
  '[FLOW-2] [FLOW-3] [IGNI-4] [WAY-3] kill -9 of everything at ten random moments of the way from a token to production leaves nothing half made, lost, or running for ever',
  { timeout: TOTAL_MS },
  async () => {
    await using supergraph = await startSupergraph();
    const reviewer = await supergraph.token('ADMIN', { person: 'reviewer' });
    const path = new TokenPath(supergraph, reviewer);
    // How long each takes on a quiet machine: the crash is somewhere within.
    const steps: [name: string, usualMs: number, work: () => Promise<void>][] = [
      ['a token is changed', 100, () => path.changeToken()],
      ['a component is generated', 3_000, () => path.generate()],
      ['it is saved', 200, () => path.save()],
      ['a project is created', 1_500, () => path.createProject()],
      ['its environment is prepared', 10_000, () => path.environmentReady()],
      ['an edit is committed', 1_000, () => path.commit()],
      ['it is built', 12_000, () => path.built()],
      ['it runs in development', 3_000, () => path.inDevelopment()],
      ['it goes to staging', 2_500, () => path.promote('STAGING')],
      ['it goes to production', 2_500, () => path.promote('PRODUCTION')],
    ];
    for (const [name, usualMs, work] of steps) {
      const afterMs = Math.round(Math.random() * usualMs);
      process.stdout.write(`${name}: killed after ${afterMs} ms\n`);
      await Promise.all([work(), crash(supergraph, afterMs)]);
    }
    await nothingUnderWay(supergraph.databaseUrl);
    await path.expectWhole();
    await supergraph.stop();
  },
);

/** Everything at once, sandboxes and database included. */
async function crash(supergraph: Supergraph, afterMs: number): Promise<void> {
  await delay(afterMs);
  const before = supergraph.processes();
  await supergraph.kill({ postgres: true });
  await waitFor(() => !before.some(isRunning), { what: 'what ran in sandboxes to end with the rest' });
  await supergraph.start();
}
