import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeSupergraph } from '@wissil/gateway/compose';
import { freePort } from '@wissil/testkit';
import { CpuWatch } from '../machine/cpu-watch.ts';
import { runProcess } from '../machine/run-process.ts';
import { SHOP } from '../shop/shop-schemas.ts';
import type { BenchSetting } from './gateway-bench.ts';
import { WARM_UP_SECONDS } from './gateway-bench.ts';
import { wissil } from './gateways.ts';
import { answerOf, load } from './load.ts';
import { OPERATIONS } from './operations.ts';

export interface IdentityFigures {
  /** CPU milliseconds of one request, of all rounds together. */
  withoutIdentity: number;
  signedIn: number;
  /** Signed in ÷ without identity: of each round the quotient, of those the median. */
  ratio: number;
  rounds: number;
  requests: number;
  failures: number;
  others: number;
}

const ROUNDS = 5;
const [, SMALL] = OPERATIONS;

/** The same small query in turn at a gateway that knows nobody and at one whose callers are signed in. */
export async function benchIdentity(setting: BenchSetting): Promise<IdentityFigures> {
  await using stack = new AsyncDisposableStack();
  const kinds = { withoutIdentity: wissil(false), signedIn: wissil(true) };
  const totals = { withoutIdentity: { cpu: 0, requests: 0 }, signedIn: { cpu: 0, requests: 0 } };
  const targets = [];
  for (const kind of ['withoutIdentity', 'signedIn'] as const) {
    const port = await freePort();
    const folder = join(setting.folder, String(port));
    mkdirSync(folder);
    const supergraph = join(folder, 'supergraph.graphql');
    const { urls, landing } = setting.shop;
    writeFileSync(supergraph, composeSupergraph(SHOP.map(({ name, typeDefs }) => ({ name, url: urls[name] ?? '', sdl: typeDefs }))).sdl);
    const { launch, headers = {} } = kinds[kind];
    const program = launch({ supergraph, subgraphs: urls, schemas: {}, port, folder, landing });
    if (!program) throw new Error('the gateway does not run on this machine.');
    const url = `http://127.0.0.1:${port}/graphql`;
    const running = stack.use(await runProcess(program, async () => (await answerOf(url, SMALL, headers)).length > 0));
    const expected = await answerOf(url, SMALL, headers);
    await load(url, SMALL, { seconds: WARM_UP_SECONDS, expected, headers });
    targets.push({ kind, url, expected, headers, pid: running.pid });
  }
  const ratios: number[] = [];
  let [failures, others] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const costs = { withoutIdentity: 0, signedIn: 0 };
    for (const { kind, url, pid, ...sent } of round % 2 === 0 ? targets : targets.toReversed()) {
      const watch = new CpuWatch(pid);
      const result = await load(url, SMALL, { seconds: setting.seconds, ...sent });
      const read = watch.read();
      costs[kind] = read.milliseconds / result.requests;
      totals[kind].cpu += read.milliseconds;
      totals[kind].requests += result.requests;
      failures += result.failures;
      others = Math.max(others, read.others);
    }
    ratios.push(costs.signedIn / costs.withoutIdentity);
    setting.say(
      `round ${round + 1}: ${costs.withoutIdentity.toFixed(3)} ms CPU without identity, ${costs.signedIn.toFixed(3)} ms signed in`,
    );
  }
  const each = ({ cpu, requests }: { cpu: number; requests: number }) => cpu / requests;
  return {
    withoutIdentity: each(totals.withoutIdentity),
    signedIn: each(totals.signedIn),
    ratio: ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN,
    rounds: ROUNDS,
    requests: totals.withoutIdentity.requests + totals.signedIn.requests,
    failures,
    others,
  };
}
