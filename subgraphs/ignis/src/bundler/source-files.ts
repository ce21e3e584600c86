import type { FieldProblem } from '@wissil/platform/errors';

export interface SourceFile {
  /** Relative, with `/` between its parts, without `.` and `..`. */
  path: string;
  content: string;
}

export const MOST_FILES = 200;
/** Bytes of all files together. */
export const MOST_BYTES = 2 * 1024 * 1024;
const LONGEST_PATH = 300;

export interface CheckedSources {
  files: SourceFile[];
  entry: string;
  problems: FieldProblem[];
}

/** Normalises the paths of a build's files and finds everything that is wrong with them; `problems` is empty where nothing is. */
export function checkSources(input: { entry: string; files: readonly SourceFile[] }): CheckedSources {
  const problems: FieldProblem[] = [];
  const files = new Map<string, SourceFile>();
  const entry = normalisePath(input.entry);
  if (entry.problem !== undefined) problems.push({ path: 'entry', message: entry.problem });
  if (input.files.length === 0) problems.push({ path: 'files', message: 'Give at least the entry.' });
  if (input.files.length > MOST_FILES) {
    problems.push({ path: 'files', message: `A build has at most ${MOST_FILES} files, not ${input.files.length}.` });
    return { files: [], entry: entry.path, problems };
  }
  for (const [index, { path: given, content }] of input.files.entries()) {
    const { path, problem } = normalisePath(given);
    if (problem !== undefined) problems.push({ path: `files.${index}.path`, message: problem });
    else if (files.has(path)) problems.push({ path: `files.${index}.path`, message: `There is a file ${path} already.` });
    if (!content.isWellFormed() || content.includes('\0')) problems.push({ path: `files.${index}.content`, message: 'This is not text.' });
    files.set(path, { path, content });
  }
  const bytes = sizeOf([...files.values()]);
  if (bytes > MOST_BYTES)
    problems.push({ path: 'files', message: `The files have ${bytes} bytes together; at most ${MOST_BYTES} are allowed.` });
  if (problems.length === 0 && !files.has(entry.path))
    problems.push({ path: 'entry', message: `There is no file ${entry.path} among the files.` });
  return { files: [...files.values()], entry: entry.path, problems };
}

export function sizeOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
}

/** `./src//a.ts` becomes `src/a.ts`; a path that would leave the build's folder is a problem. */
export function normalisePath(given: string): { path: string; problem?: string } {
  const path = given
    .split('/')
    .filter((part, index) => part !== '.' && (part !== '' || index === 0))
    .join('/');
  if (path === '') return { path, problem: 'Give the path of a file, such as src/Button.tsx.' };
  if (path.length > LONGEST_PATH) return { path, problem: `A path has at most ${LONGEST_PATH} characters.` };
  if (/[\p{Cc}\\]/u.test(path) || !path.isWellFormed())
    return { path, problem: 'Write a path with / between its parts, without control characters.' };
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return { path, problem: 'Give a path relative to the build’s folder.' };
  if (path.split('/').includes('..')) return { path, problem: 'A path must not leave the build’s folder: leave out “..”.' };
  return { path };
}
