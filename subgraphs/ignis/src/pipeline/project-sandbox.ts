import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Sandbox, SandboxEnd, SandboxMount } from '@wissil/platform/sandbox';
import { type InstalledModules, SCRATCH_FOLDERS } from '../workspace/module-store.ts';

const SHIM = fileURLToPath(new URL('npm-shim.mjs', import.meta.url));
const INSIDE = fileURLToPath(new URL('inside', import.meta.url));

/** Where the packages of our own that work in the sandbox are installed. */
const OWN_MODULES = modulesAround(createRequire(import.meta.url).resolve('sharp'));

/** No one file is larger, in blocks of 512 bytes. */
const LARGEST_FILE_BLOCKS = 2 * 1024 * 1024;

export interface SandboxedCommand {
  /** A line for the shell, in the project's folder. */
  line: string;
  onOutput(text: string): void;
  signal: AbortSignal;
  /** Further folders of ours. */
  mounts?: readonly SandboxMount[];
}

export interface ProjectSandboxOptions {
  sandbox: Sandbox;
  /** The project's files; writable inside. */
  folder: string;
  modules: InstalledModules | undefined;
  /** For what tools write into node_modules. */
  scratch: string;
  limits: { memoryBytes: number; seconds: number };
}

/** Runs what a project says, where it sees its own files and its packages, and neither the machine nor the network. */
export class ProjectSandbox {
  readonly #options: ProjectSandboxOptions;
  readonly #mounts: readonly SandboxMount[];

  private constructor(options: ProjectSandboxOptions, scratchFolders: readonly string[]) {
    const { folder, modules, scratch } = options;
    this.#options = options;
    this.#mounts = [
      { from: folder, to: '/app', writable: true },
      { from: SHIM, to: '/wissil/bin/npm' },
      { from: SHIM, to: '/wissil/bin/npx' },
      ...(modules
        ? [
            { from: modules.folder, to: '/app/node_modules' },
            ...scratchFolders.map((name) => ({ from: join(scratch, name), to: `/app/node_modules/${name}`, writable: true })),
          ]
        : []),
    ];
  }

  static async open(options: ProjectSandboxOptions): Promise<ProjectSandbox> {
    const { modules, scratch } = options;
    // Packages that an older version has installed may lack one.
    const there = modules ? SCRATCH_FOLDERS.filter((name) => existsSync(join(modules.folder, name))) : [];
    for (const name of there) await mkdir(join(scratch, name), { recursive: true });
    return new ProjectSandbox(options, there);
  }

  /** @throws WissilError UNAVAILABLE where this host has no sandbox */
  run({ line, onOutput, signal, mounts = [] }: SandboxedCommand): Promise<SandboxEnd> {
    const { sandbox, limits } = this.#options;
    return sandbox.start({
      command: ['sh', '-c', `ulimit -f ${LARGEST_FILE_BLOCKS}; ${line}`],
      mounts: [...this.#mounts, ...mounts],
      cwd: '/app',
      env: {
        PATH: '/wissil/bin:/app/node_modules/.bin:/node/bin:/usr/bin:/bin',
        CI: 'true',
        NO_COLOR: '1',
        NEXT_TELEMETRY_DISABLED: '1',
        DO_NOT_TRACK: '1',
      },
      limits,
      onOutput,
      signal,
    }).ended;
  }

  /** One of our own programs (inside/), with the project's files before it. */
  runOwn(program: string, command: Omit<SandboxedCommand, 'line'> & { arguments: readonly string[] }): Promise<SandboxEnd> {
    const words = command.arguments.map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    return this.run({
      ...command,
      line: `exec /node/bin/node /wissil/inside/${program} ${words.join(' ')}`,
      mounts: [{ from: INSIDE, to: '/wissil/inside' }, { from: OWN_MODULES, to: '/wissil/node_modules' }, ...(command.mounts ?? [])],
    });
  }
}

function modulesAround(path: string): string {
  return path.slice(0, path.lastIndexOf('/node_modules/') + '/node_modules'.length);
}
