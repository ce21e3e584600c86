import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { openSandbox, type SandboxedProcess } from '@wissil/platform/sandbox';
import { temporaryFolder } from '@wissil/testkit';
import { projectTraits, scaffoldProject, type ScaffoldRequest } from '../../../subgraphs/ignition/src/scaffold/scaffold-project.ts';
import type { WissilManifest } from '../../../subgraphs/ignition/src/scaffold/wissil-manifest.ts';
import { lumineraSheet } from './slate-sheet.ts';

const INSTALL_MS = 240_000;
const PHASE_SECONDS = 240;
const MEMORY_BYTES = 3 * 1024 ** 3;

type Phase = keyof WissilManifest['build'];

/** A new project in an empty folder of its own. */
export interface NewProject extends AsyncDisposable {
  manifest: WissilManifest;
  install(): Promise<void>;
  /** Runs the command that wissil.json names, in a sandbox without network. Rejects with what it wrote when it fails. */
  run(phase: Phase): Promise<void>;
  /** Starts what was built from a folder that has what wissil.json names and nothing else, in a sandbox without network. */
  start(): Promise<RunningProject>;
}

interface RunningProject {
  /** What it listens on. */
  socketPath: string;
  /** What it has written so far. */
  output(): string;
  process: SandboxedProcess;
}

export async function newProject(slug: string, version: string, inputs: Record<string, unknown>): Promise<NewProject> {
  const folder = await temporaryFolder();
  const root = join(folder.path, 'project');
  const request = { template: { slug, version }, inputs };
  const { theme } = projectTraits(request);
  const files: ScaffoldRequest = {
    ...request,
    name: 'Aurora <Shop>',
    slug: 'aurora-shop',
    description: 'Sells "light" & shadow.',
    themeCss: await lumineraSheet(theme.format),
  };
  for (const { path, content, executable } of scaffoldProject(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, { mode: executable ? 0o755 : 0o644 });
  }
  const manifest = JSON.parse(await readFile(join(root, 'wissil.json'), 'utf8')) as WissilManifest;
  const sandbox = await openSandbox();
  return {
    manifest,
    async install() {
      const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
      await promisify(execFile)('npm', npm, { cwd: root, timeout: INSTALL_MS });
    },
    async run(phase) {
      let output = '';
      const { code, reason } = await sandbox.start({
        command: manifest.build[phase] as [string, ...string[]],
        mounts: [{ from: root, to: '/project', writable: true }],
        cwd: '/project',
        env: { CI: '1' },
        limits: { memoryBytes: MEMORY_BYTES, seconds: PHASE_SECONDS },
        onOutput: (text) => (output += text),
      }).ended;
      if (code !== 0) throw new Error(`${phase} failed (${reason ?? code}):\n${output}`);
    },
    async start() {
      const app = join(folder.path, 'app');
      const run = join(folder.path, 'run');
      await mkdir(run);
      for (const file of manifest.run.files) await cp(join(root, file), join(app, file), { recursive: true, verbatimSymlinks: true });
      let output = '';
      const process = sandbox.start({
        command: manifest.run.command as [string, ...string[]],
        mounts: [
          { from: app, to: '/app' },
          { from: run, to: '/run/wissil', writable: true },
        ],
        cwd: '/app',
        env: { PORT: '/run/wissil/app.sock' },
        onOutput: (text) => (output += text),
      });
      return { socketPath: join(run, 'app.sock'), process, output: () => output };
    },
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}
