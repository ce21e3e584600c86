import type { FirstCommit, Person } from './repository-host.ts';

/**
 * What `git fast-import` makes a first commit of, without a work tree. The branch is there when all of it has been read, or not at all.
 * @param at milliseconds since the epoch
 */
export function fastImportOf({ files, message, author }: FirstCommit, { branch, at }: { branch: string; at: number }): Buffer {
  const when = `${Math.floor(at / 1000)} +0000`;
  const text = Buffer.from(message);
  return Buffer.concat([
    Buffer.from(`feature done\ncommit refs/heads/${branch}\n`),
    Buffer.from(`author ${identOf(author)} ${when}\ncommitter ${identOf(author)} ${when}\ndata ${text.length}\n`),
    text,
    ...files.flatMap(({ path, content, executable }) => {
      const bytes = Buffer.from(content as string);
      return [Buffer.from(`\nM ${executable ? '100755' : '100644'} inline ${quoted(path)}\ndata ${bytes.length}\n`), bytes];
    }),
    Buffer.from('\ndone\n'),
  ]);
}

/** Git's own delimiters cannot be part of a name. */
function identOf({ name, email }: Person): string {
  const plain = (text: string) => text.replace(/[<>\p{Cc}]/gu, ' ').trim();
  return `${plain(name) || 'Somebody'} <${plain(email)}>`;
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, (character) => `\\${character}`).replaceAll('\n', '\\n')}"`;
}
