import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { repositoryRoot } from './sentence.mjs';

/**
 * Gives this process to the program: replaced where Node can (execve, so that no second process stays), else run as a child whose
 * signals and exit code pass through. A program that watches its launcher learns whose end is its own by `--launched-by`.
 */
export async function handOver({ node, script, flags, watchesLauncher = false, args }) {
  const env = {
    ...process.env,
    PATH: [dirname(node), join(repositoryRoot, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(repositoryRoot, 'node_modules', '.cache', 'compile'),
    NODE_COMPILE_CACHE_PORTABLE: '1',
    APOLLO_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const replaced = typeof process.execve === 'function';
  const launchers = watchesLauncher ? [...(replaced ? [] : [process.pid]), ...npmAncestors()] : [];
  const argv = [...flags, join(repositoryRoot, script), ...args, ...(launchers.length > 0 ? [`--launched-by=${launchers.join(',')}`] : [])];
  if (replaced) process.execve(node, [node, ...argv], env);
  await runAsChild(node, argv, env);
}

function runAsChild(node, argv, env) {
  return new Promise((resolve) => {
    const child = spawn(node, argv, { stdio: 'inherit', env });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0);
      resolve();
    });
  });
}

/** The shell and the npm above us, where npm started us: after a kill -9 of either, nobody would pass us a signal any more. */
function npmAncestors() {
  if (!process.env.npm_lifecycle_event || process.platform !== 'linux') return [];
  const parent = describe(process.ppid);
  if (!parent) return [];
  return /^(sh|dash|bash)$/.test(parent.name) && parent.ppid > 1 ? [process.ppid, parent.ppid] : [process.ppid];
}

function describe(pid) {
  try {
    const [, name, ppid] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return { name, ppid: Number(ppid) };
  } catch {
    return undefined;
  }
}
