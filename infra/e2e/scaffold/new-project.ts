import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { openSandbox } from '@wissil/platform/sandbox';
import { temporaryFolder } from '@wissil/testkit';
import { readTemplates } from '../../../subgraphs/ignition/prisma/seed.ts';
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
  /** Another file, by its path in the project. */
  write(path: string, content: string): Promise<void>;
  install(): Promise<void>;
  /** Runs the command that wissil.json names, in a sandbox without network. Rejects with what it wrote when it fails. */
  run(phase: Phase): Promise<void>;
  /** Starts what was built from a folder that has what wissil.json names and nothing else, in a sandbox without network. */
  start(): Promise<RunningProject>;
  /** The same outside of the sandbox, for what needs servers: nothing of this machine's environment but `env`. */
  startOnHost(env: Readonly<Record<string, string>>): Promise<RunningProject>;
}

interface RunningProject {
  /** What it listens on. */
  socketPath: string;
  /** What it has written so far. */
  output(): string;
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(): Promise<unknown>;
}

export async function newProject(slug: string, inputs: Record<string, unknown>): Promise<NewProject> {
  const folder = await temporaryFolder();
  const root = join(folder.path, 'project');
  const version = (await readTemplates()).find((template) => template.slug === slug)?.version ?? '';
  const request = { template: { slug, version }, inputs };
  const { theme } = projectTraits(request);
  const files: ScaffoldRequest = {
    ...request,
    name: 'Aurora <Shop>',
    slug: 'aurora-shop',
    description: 'Sells "light" & shadow.',
    themeCss: await lumineraSheet(theme.format),
  };
  const write = async (path: string, content: string | Uint8Array, mode = 0o644) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, { mode });
  };
  for (const { path, content, executable } of scaffoldProject(files)) await write(path, content, executable ? 0o755 : 0o644);
  const manifest = JSON.parse(await readFile(join(root, 'wissil.json'), 'utf8')) as WissilManifest;
  const sandbox = await openSandbox();
  let packed = 0;
  /** The folders of one start: what the project names of itself, and where it makes its socket. */
  const pack = async (): Promise<[app: string, run: string]> => {
    const [app, run] = [join(folder.path, `app-${(packed += 1)}`), join(folder.path, `run-${packed}`)];
    await mkdir(run);
    for (const file of manifest.run.files) await cp(join(root, file), join(app, file), { recursive: true, verbatimSymlinks: true });
    return [app, run];
  };
  return {
    manifest,
    write: (path, content) => write(path, content),
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
      const [app, run] = await pack();
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
      return { socketPath: join(run, 'app.sock'), output: () => output, stop: () => process.stop(), kill: () => process.stop(0) };
    },
    async startOnHost(env) {
      const [app, run] = await pack();
      let output = '';
      const [, ...args] = manifest.run.command;
      const child = spawn(process.execPath, args, {
        cwd: app,
        env: { ...env, PORT: join(run, 'app.sock') },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
        child.once('exit', (code, signal) => resolve({ code, signal })),
      );
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal);
        return ended;
      };
      return { socketPath: join(run, 'app.sock'), output: () => output, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
    },
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}
