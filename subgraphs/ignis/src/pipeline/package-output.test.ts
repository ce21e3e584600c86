import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { openSandbox } from '@wissil/platform/sandbox';
import { temporaryFolder } from '@wissil/testkit';
import { expect, it } from 'vitest';
import { ArtifactStore } from '../artifact/artifact-store.ts';
import type { InstalledModules } from '../workspace/module-store.ts';
import { SCRATCH_FOLDERS } from '../workspace/module-store.ts';
import { packageOutput } from './package-output.ts';
import { ProjectLog } from './project-log.ts';
import { readPlan } from './project-plan.ts';
import { ProjectSandbox } from './project-sandbox.ts';

const signal = new AbortController().signal;

/** Our own packages, as the store would have installed them. */
async function copyPackages(names: readonly string[], to: string, from = import.meta.url, copied = new Set<string>()): Promise<void> {
  for (const name of names) {
    const manifest = locate(name, from);
    if (manifest === undefined || copied.has(name)) continue;
    copied.add(name);
    await cp(dirname(manifest), join(to, name), { recursive: true, dereference: true });
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(await readFile(manifest, 'utf8')) as Record<string, object>;
    await copyPackages([...Object.keys(dependencies), ...Object.keys(optionalDependencies)], to, manifest, copied);
  }
}

function locate(name: string, from: string): string | undefined {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path));
}

it('[IGNIS-3] [IGNIS-4] [IGNIS-5] compiles TypeScript, leaves out what nobody uses, splits what is loaded later, and measures what the bundler left out and shortened, and names the package that makes a chunk large', async () => {
  await using folder = await temporaryFolder();
  const root = await realpath(folder.path);
  const [app, home] = [join(root, 'app'), join(root, 'modules')];
  const nodeModules = join(home, 'node_modules');
  for (const name of SCRATCH_FOLDERS) await mkdir(join(nodeModules, name), { recursive: true });
  await copyPackages(['vite'], nodeModules);
  await mkdir(join(nodeModules, '.bin'));
  await symlink('../vite/bin/vite.js', join(nodeModules, '.bin/vite'));
  await mkdir(join(nodeModules, 'big-charts'));
  const table = Array.from({ length: 6_000 }, (_, index) => `"a value of the table ${index}"`).join(',');
  await writeFile(
    join(nodeModules, 'big-charts/package.json'),
    JSON.stringify({ name: 'big-charts', version: '1.0.0', type: 'module', main: 'index.js' }),
  );
  await writeFile(
    join(nodeModules, 'big-charts/index.js'),
    `const values = [${table}];\nexport const chart = (n) => values[n];\nexport const unused = () => values.map((v) => v + 1);`,
  );
  const locked = { 'node_modules/big-charts': { version: '1.0.0' }, 'node_modules/vite': { version: '8.0.0', dev: true } };
  await writeFile(join(home, 'package-lock.json'), JSON.stringify({ packages: locked }));

  await mkdir(join(app, 'src'), { recursive: true });
  await mkdir(join(app, 'node_modules'));
  const commands = { build: 'vite build', start: 'node server.mjs' };
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'shop', type: 'module', scripts: commands }));
  await writeFile(join(app, 'vite.config.ts'), `import { defineConfig } from 'vite';\nexport default defineConfig({ base: '/shop/' });`);
  await writeFile(join(app, 'index.html'), '<main class="chart"></main><script type="module" src="/src/main.ts"></script>');
  await writeFile(
    join(app, 'src/main.ts'),
    `import { chart } from 'big-charts'; import { used } from './own.js'; import './shop.css';
enum Tone { Calm = 'a calm tone' }
const place: number = Number(location.hash.slice(1));
document.body.append(chart(place), String(used satisfies number), Tone.Calm);
document.body.onclick = () => import('./later.ts').then(({ later }) => later());`,
  );
  await writeFile(join(app, 'src/later.ts'), `export const later = (): void => void document.body.append('what is shown later');`);
  await writeFile(join(app, 'src/shop.css'), '.chart { color: red } .never-drawn { color: blue }');
  await writeFile(join(app, 'src/own.js'), `export const used = 1; export const never = "${'nobody asks for this '.repeat(500)}";`);
  await writeFile(join(app, 'server.mjs'), '');

  const modules: InstalledModules = { hash: 'test', folder: nodeModules, kept: true };
  const limits = { memoryBytes: 1024 ** 3, seconds: 60 };
  const sandbox = await ProjectSandbox.open({ sandbox: await openSandbox(), folder: app, modules, scratch: join(root, 'scratch'), limits });
  const log = new ProjectLog({ send: async () => {}, keep: async () => {} });
  const built = await sandbox.run({ line: 'npm run build', signal, onOutput: (text) => log.write(text) });
  expect(built, log.text).toMatchObject({ code: 0 });
  const packaged = await packageOutput({
    app,
    plan: await readPlan(app, 'SERVICE'),
    source: { slug: 'shop', kind: 'NEXTJS', cloneUrl: '', healthPath: '/' },
    modules,
    sandbox,
    artifacts: new ArtifactStore(join(root, 'artifacts')),
    report: join(root, 'report'),
    pictures: join(root, 'pictures'),
    log,
    signal,
  });
  await log.flush();
  const { optimisations = [], outputs = [] } = packaged.metrics({ files: 4, bytes: 1 }, []);
  const [shaken, minified] = optimisations;
  expect(shaken, log.text).toMatchObject({ kind: 'TREE_SHAKING' });
  // What nobody uses is gone.
  expect((shaken?.beforeBytes ?? 0) - (shaken?.afterBytes ?? 0)).toBeGreaterThan(10_000);
  const scripts = await Promise.all(
    outputs.filter(({ kind }) => kind === 'JS').map(async (file) => ({ ...file, code: await readFile(join(app, file.path), 'utf8') })),
  );
  const [chunk, later] = scripts;
  expect(minified).toMatchObject({ kind: 'MINIFY', afterBytes: (chunk?.bytes ?? 0) + (later?.bytes ?? 0) });
  // Another chunk, which the first one asks for by its name.
  expect(scripts).toHaveLength(2);
  expect(later?.code).toContain('what is shown later');
  expect(chunk?.code).not.toContain('what is shown later');
  expect(chunk?.code).toContain(basename(later?.path ?? '?'));
  expect(chunk?.code).toContain('a calm tone');
  expect(chunk?.code).not.toContain('satisfies');
  expect(scripts.some(({ code }) => code.includes('nobody asks for this'))).toBe(false);
  const sheet = await readFile(join(app, outputs.find(({ kind }) => kind === 'CSS')?.path ?? ''), 'utf8');
  expect(sheet).toContain('.chart');
  expect(sheet).not.toContain('never-drawn');
  expect(packaged.suggestions).toContainEqual(
    expect.objectContaining({
      title: expect.stringMatching(/^big-charts is 9\d % of index-.*\.js$/),
      file: chunk?.path,
      severity: 'MEDIUM',
    }),
  );
  expect(packaged.suggestions[0]?.savingBytes).toBeGreaterThan(100_000);
}, 60_000);
