// What `npm start` and `npm test` run first. Plain JavaScript on Node ≥ 20 with nothing installed: it installs, generates what is
// stale, and hands over to the pinned Node. A warm run reads a few stamps and is gone (process.execve) in well under 300 ms.
import { generateStale } from './bootstrap/generate.mjs';
import { handOver } from './bootstrap/hand-over.mjs';
import { checkHost, findPinnedNode } from './bootstrap/host.mjs';
import { installPackages } from './bootstrap/install.mjs';
import { repositoryRoot, Sentence } from './bootstrap/sentence.mjs';

const programs = {
  start: { script: 'infra/start/src/main.ts', flags: ['--max-semi-space-size=32'], watchesLauncher: true },
  test: { script: 'infra/checks/src/run-tests.ts', flags: [] },
  generate: { script: 'codegen.ts', flags: [] },
  'access-token': { script: 'infra/start/src/access-token.ts', flags: [], asksRunning: true },
  bench: { script: 'infra/bench/src/main.ts', flags: [] },
  'verify-audit': { script: 'infra/start/src/verify-audit.ts', flags: [] },
};

try {
  const [command = 'start', ...rest] = process.argv.slice(2);
  const program = programs[command];
  if (!program) throw new Sentence(`Unknown command '${command}': it is one of ${Object.keys(programs).join(', ')}.`);
  process.chdir(repositoryRoot);
  checkHost();
  await installPackages();
  const node = findPinnedNode();
  if (!program.asksRunning && !rest.includes('--help')) await generateStale(node);
  await handOver({ node, ...program, args: rest });
} catch (error) {
  if (!(error instanceof Sentence)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
