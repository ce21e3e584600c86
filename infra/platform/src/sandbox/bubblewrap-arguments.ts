import { lstatSync, readlinkSync } from 'node:fs';
import type { SandboxSpec } from './sandbox.ts';

const USER = '1000';
const SCRATCH_BYTES = 1024 * 1024 * 1024;

/** File descriptors of the child: what it reads its account from, and what bubblewrap tells its process ids by. */
export const ACCOUNT_FD = 3;
export const STATUS_FD = 4;

/** Programs ask the system who they are. */
export const ACCOUNT = `wissil:x:${USER}:${USER}::/tmp:/bin/sh\n`;

/** Namespaces of its own for everything; the host's /usr, which holds programs and libraries alone. */
export const BASE_ARGUMENTS: readonly string[] = [
  ...['--unshare-all', '--unshare-user', '--uid', USER, '--gid', USER, '--hostname', 'sandbox'],
  ...['--die-with-parent', '--new-session', '--clearenv'],
  ...['--ro-bind', '/usr', '/usr'],
  ...['/bin', '/sbin', '/lib', '/lib32', '/lib64'].flatMap(systemFolder),
  ...['/etc/ld.so.cache', '/etc/alternatives', '/etc/ssl/certs'].flatMap((path) => ['--ro-bind-try', path, path]),
  ...['--proc', '/proc', '--dev', '/dev', '--size', String(SCRATCH_BYTES), '--tmpfs', '/tmp'],
];

export function bubblewrapArguments({ command, mounts, cwd, env = {} }: SandboxSpec): string[] {
  const variables = { PATH: '/node/bin:/usr/bin:/bin', HOME: '/tmp', TMPDIR: '/tmp', LANG: 'C.UTF-8', ...env };
  return [
    ...BASE_ARGUMENTS,
    ...['--json-status-fd', String(STATUS_FD), '--ro-bind-data', String(ACCOUNT_FD), '/etc/passwd'],
    ...['--ro-bind', process.execPath, '/node/bin/node'],
    ...mounts.flatMap(({ from, to, writable }) => [writable ? '--bind' : '--ro-bind', from, to]),
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--chdir', cwd, '--', ...command],
  ];
}

/** A link into /usr on today's systems, a folder on older ones. */
function systemFolder(path: string): string[] {
  try {
    return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
  } catch {
    return [];
  }
}
