/**
 * What `npm test` runs: every check, then the unit and integration tests, then the end-to-end tests. The last line of the output is
 * `N passed, N failed, N skipped` over all of them, a check counting as one.
 *
 *   npm test -- --only=checks    or units, or e2e
 */
import { parseArgs } from 'node:util';
import { runChecks } from './suites/checks.ts';
import { ensureHostServers } from './suites/host-servers.ts';
import { closingLine, sum, type Tally } from './suites/tally.ts';
import { runVitest } from './suites/vitest-suite.ts';

const suites: Record<string, () => Promise<Tally>> = {
  checks: () => runChecks({ freshClone: process.env['CI'] === 'true' }),
  units: () => runVitest(['--project', 'unit']),
  e2e: () => runVitest(['--project', 'e2e']),
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
process.exitCode = await run(values.only ? [values.only] : Object.keys(suites));

async function run(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !(name in suites));
  if (unknown !== undefined) {
    console.error(`There is no suite '${unknown}': it is one of ${Object.keys(suites).join(', ')}.`);
    return 1;
  }
  const lacking = names.some((name) => name !== 'checks') ? await ensureHostServers() : undefined;
  if (lacking) {
    console.error(lacking);
    return 1;
  }
  const tallies: Tally[] = [];
  for (const name of names) {
    console.log(`\n── ${name}`);
    tallies.push(await (suites[name] as () => Promise<Tally>)());
  }
  const total = sum(tallies);
  console.log(`\n${closingLine(total)}`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}
