import type { BranchMove } from './repository-host.ts';
import { WISSIL_DOMAIN } from './push-identity.ts';

interface LogEntry {
  sha: string;
  name: string;
  email: string;
}

/** The branches of one repository, and what Git has written down of their moves. */
export class BranchLog {
  readonly #git: (...args: string[]) => Promise<string>;

  constructor(git: (...args: string[]) => Promise<string>) {
    this.#git = git;
  }

  /** Commits by branch. */
  async heads(): Promise<Map<string, string>> {
    const lines = await this.#git('for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', 'refs/heads');
    return new Map(linesOf(lines).map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
  }

  /** Every move of every branch since it was at the commit that `known` says, the oldest of a branch first. */
  async movesSince(known: ReadonlyMap<string, string>): Promise<{ moves: BranchMove[]; gone: string[] }> {
    const heads = await this.heads();
    const moves: Omit<BranchMove, 'message' | 'author'>[] = [];
    for (const [branch, head] of heads) {
      const from = known.get(branch) ?? null;
      if (from === head) continue;
      let before = from;
      for (const { sha, name, email } of await this.#entriesSince(branch, { from, head })) {
        moves.push({ branch, before, after: sha, pushedBy: personOf(name, email) });
        before = sha;
      }
    }
    const commits = await this.#describe([...new Set(moves.map(({ after }) => after))]);
    return {
      // A commit that a later push has taken out of every branch may have been pruned.
      moves: moves.flatMap((move) => {
        const commit = commits.get(move.after);
        return commit ? [{ ...move, ...commit }] : [];
      }),
      gone: [...known.keys()].filter((branch) => !heads.has(branch)),
    };
  }

  /** Oldest first, and at least the one that leads to the head. */
  async #entriesSince(branch: string, { from, head }: { from: string | null; head: string }): Promise<LogEntry[]> {
    const lines = linesOf(await this.#git('log', '--walk-reflogs', '--format=%H%x00%gn%x00%ge', `refs/heads/${branch}`, '--'));
    const entries = lines.map((line) => {
      const [sha = '', name = '', email = ''] = line.split('\0');
      return { sha, name, email };
    });
    const at = from === null ? -1 : entries.findIndex(({ sha }) => sha === from);
    const since = (at < 0 ? entries : entries.slice(0, at)).reverse();
    return since.length > 0 ? since : [{ sha: head, name: '', email: '' }];
  }

  async #describe(shas: readonly string[]): Promise<Map<string, Pick<BranchMove, 'message' | 'author'>>> {
    if (shas.length === 0) return new Map();
    const lines = linesOf(
      await this.#git('log', '--no-walk=unsorted', '--ignore-missing', '--format=%H%x00%an%x00%ae%x00%s', ...shas, '--'),
    );
    return new Map(
      lines.map((line) => {
        const [sha = '', name = '', email = '', message = ''] = line.split('\0');
        return [sha, { message, author: { name, email } }];
      }),
    );
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The address under which a push was written down (push-identity.ts). */
function personOf(name: string, email: string): { id: string; name: string } | null {
  const [id, domain] = email.split('@');
  return domain === WISSIL_DOMAIN && id?.startsWith('usr_') ? { id, name } : null;
}
