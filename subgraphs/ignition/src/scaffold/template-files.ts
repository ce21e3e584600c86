import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CONDITION = String.raw`\[(only|if|else|end)(?: ([!\w.|-]+))?\]`;
/** A line that is nothing but a comment with a condition in it, in any of the languages of a template. */
const DIRECTIVE = new RegExp(String.raw`^\s*(?:\/\/|#|\/\*|\{\/\*|<!--)\s*${CONDITION}\s*(?:\*\/\}?|-->)?\s*$`);

/** Files that would mean something where the template is kept. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

const read = new Map<string, ReadonlyMap<string, string>>();

/** The files of a template as they are kept, by their path in the project. */
function sourceOf(template: string): ReadonlyMap<string, string> {
  const known = read.get(template);
  if (known) return known;
  const folder = join(import.meta.dirname, template, 'files');
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .map((path) => [RENAMED[path] ?? path, readFileSync(join(folder, path), 'utf8')]),
  );
  read.set(template, files);
  return files;
}

/**
 * The files of a template for one set of answers. Comments on lines of their own choose: `// [if libraries.zod]`, `// [else]`, `// [end]`
 * around lines, `// [only libraries.zod]` at the top for the whole file; `!` means not, `|` or. Nothing else in them is replaced: what people
 * write reaches a project by files that code writes.
 */
export function templateFiles(template: string, flags: ReadonlySet<string>): { path: string; content: string }[] {
  return [...sourceOf(template)].flatMap(([path, source]) => {
    const content = choose(source, flags, path);
    return content === null ? [] : [{ path, content }];
  });
}

/** @returns null where the file belongs to another answer */
export function choose(source: string, flags: ReadonlySet<string>, path: string): string | null {
  const kept: string[] = [];
  const open: boolean[] = [];
  for (const [index, line] of source.split('\n').entries()) {
    const [, word, condition = ''] = DIRECTIVE.exec(line) ?? [];
    if (word === undefined) {
      if (open.every(Boolean)) kept.push(line);
    } else if (word === 'only') {
      if (!holds(condition, flags)) return null;
    } else if (word === 'if') open.push(holds(condition, flags));
    else {
      const last = open.pop();
      if (last === undefined) throw new Error(`${path}:${index + 1}: [${word}] without [if]`);
      if (word === 'else') open.push(!last);
    }
  }
  if (open.length > 0) throw new Error(`${path}: [if] without [end]`);
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '');
}

function holds(condition: string, flags: ReadonlySet<string>): boolean {
  return condition.split('|').some((each) => (each.startsWith('!') ? !flags.has(each.slice(1)) : flags.has(each)));
}
