import { spawn } from 'node:child_process';
import { repositoryRoot } from '../repository.ts';

export interface CommandResult {
  code: number;
  output: string;
  seconds: number;
}

export interface CommandOptions {
  /** Shown while it runs; the output is empty then. */
  stream?: boolean;
  env?: NodeJS.ProcessEnv;
}

/** Runs to the end in the repository's root. A command that cannot be started has code 127. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      env: { ...process.env, ...options.env },
      stdio: options.stream ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const end = (code: number) => resolve({ code, output, seconds: (performance.now() - startedAt) / 1000 });
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}
