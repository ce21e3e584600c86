import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withProgress } from './progress.mjs';
import { runQuietly } from './run-quietly.mjs';
import { repositoryRoot, Sentence } from './sentence.mjs';

const at = (...parts) => join(repositoryRoot, ...parts);
const subgraphs = readdirSync(at('subgraphs'));

/**
 * What is generated and not committed: chains that run beside each other, each in the order of need. `from`: files and folders whose content decides whether it is stale.
 * `makes`: what must be there besides. The lock file's content counts for every step (another generator, another output).
 */
const chains = [
  [
    {
      name: 'prisma-clients',
      label: 'Generating database clients',
      from: ['infra/platform/src/database/generate-clients.ts', ...subgraphs.map((name) => `subgraphs/${name}/prisma/schema.prisma`)],
      makes: subgraphs.map((name) => `subgraphs/${name}/generated`),
      command: ['infra/platform/src/database/generate-clients.ts'],
    },
  ],
  [
    {
      name: 'web-documents',
      label: 'Generating typed documents of the web client',
      from: ['schema/api.graphql', 'clients/web/codegen.config.ts', 'clients/web/src'],
      makes: ['clients/web/src/graphql/generated', 'schema/trusted-documents.json'],
      command: ['codegen.ts', '--documents'],
    },
    {
      name: 'web-build',
      label: 'Building the web client',
      from: ['clients/web', 'schema/api.graphql'],
      makes: ['clients/web/dist/index.html'],
      command: ['node_modules/vite/bin/vite.js', 'build', 'clients/web', '--logLevel=warn'],
    },
  ],
];

/** Runs every stale step on `node`. Throws a Sentence with the step's own output when one fails. */
export async function generateStale(node) {
  const lock = readFileSync(at('node_modules', '.wissil-lock'));
  const results = await Promise.allSettled(
    chains.map(async (steps) => {
      for (const step of steps) await refresh(step, { node, lock });
    }),
  );
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

async function refresh({ name, label, from, makes, command: [script, ...args] }, { node, lock }) {
  const stampFolder = at('node_modules', '.cache', 'wissil');
  const stampPath = join(stampFolder, name);
  const digest = contentDigest(from, lock);
  if (makes.every((path) => existsSync(at(path))) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === digest) return;
  const { code, output } = await withProgress(label, () =>
    runQuietly(node, [at(script), ...args], { ...process.env, CHECKPOINT_DISABLE: '1' }),
  );
  if (code !== 0) throw new Sentence(`${output.trimEnd()}\n${label} failed: mend what is said above, then run the command again.`);
  mkdirSync(stampFolder, { recursive: true });
  writeFileSync(stampPath, digest);
}

/** Of paths and contents. Generated folders, builds and tests take no part. */
function contentDigest(paths, salt) {
  const hash = createHash('sha256').update(salt);
  const visit = (path) => {
    const stat = statSync(at(path), { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const entry of readdirSync(at(path)).sort())
        if (!/^(node_modules|dist|generated)$|\.(test|e2e)\.tsx?$/.test(entry)) visit(`${path}/${entry}`);
    } else hash.update(`${path}\0${stat.size}\0`).update(readFileSync(at(path)));
  };
  paths.forEach(visit);
  return hash.digest('hex');
}
