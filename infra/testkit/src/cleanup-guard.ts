import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * What a killed test run leaves behind is cleaned up by a shell that reads from this process: at the end of its input, which comes
 * however this process ends, it kills the processes and removes the folders that are still on its list.
 */
const SCRIPT = `
trap '' INT TERM HUP
list=
while read -r action kind value; do
  case $action in
    add) list="$list $kind:$value" ;;
    drop) kept=; for item in $list; do [ "$item" = "$kind:$value" ] || kept="$kept $item"; done; list=$kept ;;
  esac
done
for item in $list; do case $item in process:*) kill -9 "\${item#*:}" 2>/dev/null ;; esac; done
for item in $list; do case $item in folder:*) rm -rf "\${item#*:}" ;; esac; done
`;

let shell: ChildProcess | undefined;

/** Puts a process id or a folder on the list; returns how to take it off again. */
export function guard(kind: 'process' | 'folder', value: number | string): () => void {
  shell ??= start();
  write(`add ${kind} ${value}`);
  return () => write(`drop ${kind} ${value}`);
}

function start(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.stdin.on('error', () => {});
  child.unref();
  // A pipe keeps the event loop alive unless it is told not to.
  (child.stdin as Writable & { unref?(): void }).unref?.();
  return child;
}

function write(line: string): void {
  shell?.stdin?.write(`${line}\n`);
}
