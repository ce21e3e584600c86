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

/** What went wrong, where it can be told to be in a file of the project. */
export function problemOf(kind, error) {
  const loc = error?.loc ?? {};
  const file = loc.file ?? error?.id;
  const message = String(error?.message ?? error)
    // eslint-disable-next-line no-control-regex -- colours of terminals
    .replace(/\u001b\[[0-9;]*m/g, '')
    .slice(0, 4_000);
  return {
    kind,
    message,
    file: typeof file === 'string' && file.startsWith(`${PROJECT}/`) ? file.slice(PROJECT.length + 1).split('?')[0] : null,
    line: Number.isInteger(loc.line) ? loc.line : null,
    column: Number.isInteger(loc.column) ? loc.column : null,
  };
}

process.on('uncaughtException', (error) => {
  tell({ type: 'problem', problem: problemOf('SERVER', error) });
  console.error(error);
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
});
