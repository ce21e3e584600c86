import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { guard } from './cleanup-guard.ts';
import { isRunning, killAll, processTree, send } from './process-tree.ts';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const READY_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 40_000;
const LAST_WORDS_MS = 300;

/** Nothing of the person's own settings reaches a program under test. */
const INHERITED = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG'],
  // By which npm, that IGNIS installs packages with, reaches its registry from behind a proxy.
  ...[
    'NODE_EXTRA_CA_CERTS',
    'SSL_CERT_FILE',
    'HTTPS_PROXY',
    'https_proxy',
    'NO_PROXY',
    'no_proxy',
    'npm_config_registry',
    'npm_config_cache',
  ],
] as const;

export interface ProgramOptions {
  /** A TypeScript file, from the repository's root. */
  script: string;
  args?: readonly string[];
  env: Readonly<Record<string, string>>;
}

export interface ProgramEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What it wrote to the terminal, both streams in their order. */
  output: string;
}

/** A program of ours under Node 26, in a process group of its own; killed with all it started when the test run ends in any way. */
export interface Program {
  readonly pid: number;
  /** What it has written so far. */
  readonly output: string;
  readonly running: boolean;
  readonly ended: Promise<ProgramEnd>;
  /** Resolves with the first match in what it writes. Rejects, with all that it wrote, when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  send(signal: NodeJS.Signals): void;
  /** SIGKILL to it and everything that it started, but for the processes to spare. */
  kill(options?: { sparing?: readonly number[] }): Promise<void>;
  /** A signal as a person sends it, SIGINT unless told; resolves when it has ended. Rejects when it does not. */
  stop(signal?: NodeJS.Signals): Promise<ProgramEnd>;
}

export function startProgram({ script, args = [], env }: ProgramOptions): Program {
  const inherited = Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(nodePath(), ['--max-semi-space-size=32', join(REPOSITORY, script), ...args], {
    cwd: REPOSITORY,
    env: { ...inherited, APOLLO_TELEMETRY_DISABLED: '1', CHECKPOINT_DISABLE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid === undefined) throw new Error(`${script} could not be started`);
  const { pid } = child;
  const unguard = guard('process', -pid);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  const ended = endOf(child, () => output).finally(unguard);
  const kill = async ({ sparing = [] }: { sparing?: readonly number[] } = {}) => {
    await killAll(processTree(pid).filter((each) => !sparing.includes(each)));
    await ended;
  };
  return {
    pid,
    ended,
    kill,
    get output() {
      return output;
    },
    get running() {
      return isRunning(pid);
    },
    async says(pattern) {
      const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = pattern.exec(output);
        if (match) resolve(match);
      };
      listeners.add(look);
      look();
      try {
        return await Promise.race([
          promise,
          endedBefore(ended, pattern),
          tooLate(READY_DEADLINE_MS, () => `${script} did not say ${pattern}:\n${output}`),
        ]);
      } finally {
        listeners.delete(look);
      }
    },
    send: (signal) => void send(pid, signal),
    async stop(signal = 'SIGINT') {
      send(pid, signal);
      return Promise.race([ended, tooLate(STOP_DEADLINE_MS, () => `${script} did not end after ${signal}:\n${output}`)]);
    },
  };
}

function nodePath(): string {
  const pinned = join(REPOSITORY, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

async function endOf(child: ChildProcess, output: () => string): Promise<ProgramEnd> {
  const closed = once(child, 'close');
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  // What it started may hold the streams open for longer than it lives.
  await Promise.race([closed, delay(LAST_WORDS_MS)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { code, signal, output: output() };
}

async function endedBefore(ended: Promise<ProgramEnd>, pattern: RegExp): Promise<never> {
  const { code, signal, output } = await ended;
  throw new Error(`ended with ${signal ?? `exit code ${code}`} before it said ${pattern}:\n${output}`);
}

function tooLate(milliseconds: number, message: () => string): Promise<never> {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error(message())), milliseconds).unref());
}
