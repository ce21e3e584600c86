/** `node infra/checks/src/check-tree.ts requirements|places`: what no ready tool checks. Exit code 1 with a sentence for each problem. */
import { checkPlaces } from './tree/check-places.ts';
import { checkRequirements } from './tree/check-requirements.ts';
import { reportLongFiles } from './tree/report-long-files.ts';

const checks: Record<string, () => string[]> = { requirements: checkRequirements, places: checkPlaces };
const [name = ''] = process.argv.slice(2);
const check = checks[name];
if (!check) {
  console.error(`Which check? One of: ${Object.keys(checks).join(', ')}.`);
  process.exitCode = 2;
} else {
  const problems = check();
  for (const problem of problems) console.error(problem);
  if (name === 'places') for (const line of reportLongFiles()) console.log(`Note: ${line}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
