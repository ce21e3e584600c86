// The other end of dev-server-process.ts: a line of JSON each way. What the program prints otherwise is its log.
import { createInterface } from 'node:readline';

const MARK = '\u001ewissil ';

export function tell(message) {
  process.stdout.write(`${MARK}${JSON.stringify(message)}\n`);
}

/** Calls `receive` with each message of IGNIS. The program ends where IGNIS does. */
export function listen(receive) {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    try {
      receive(JSON.parse(line));
    } catch (error) {
      console.error(error);
    }
  });
  lines.on('close', () => process.exit(0));
}

export const SOCKET = '/run/wissil/http.sock';
export const PROJECT = '/project';

/** What went wrong, and where, as far as it is in a file of the project. */
export function problemOf(kind, error) {
  const message = String(error?.message ?? error)
    // eslint-disable-next-line no-control-regex -- colours of terminals
    .replace(/\u001b\[[0-9;]*m/g, '')
    .slice(0, 4_000);
  const given = error?.loc?.file ?? error?.id;
  const file = typeof given === 'string' && given.startsWith(`${PROJECT}/`) ? given.slice(PROJECT.length + 1).split('?')[0] : null;
  const named = /(?:^|[\s[(])(?:\/project\/)?([\w@./-]+\.\w+):(\d+):(\d+)/.exec(message);
  const at =
    error?.loc?.line !== undefined
      ? error.loc
      : named && (file === null || named[1] === file)
        ? { line: Number(named[2]), column: Number(named[3]) }
        : {};
  return { kind, message, file: file ?? named?.[1] ?? null, line: wholeOf(at.line), column: wholeOf(at.column) };
}

function wholeOf(number) {
  return Number.isInteger(number) ? number : null;
}

process.on('uncaughtException', (error) => {
  tell({ type: 'problem', problem: problemOf('SERVER', error) });
  console.error(error);
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
});
