import { type FieldProblem, InvalidInputError } from '@wissil/platform/errors';
import { checkSources, type SourceFile } from '../bundler/source-files.ts';

export interface StartBuild {
  entry: string;
  files: readonly SourceFile[];
  project?: string | null | undefined;
  componentVersion?: string | null | undefined;
}

export interface StartProjectBuild {
  project: string;
  commit?: string | null | undefined;
  branch?: string | null | undefined;
}

const LONGEST_ID = 100;

/**
 * The input with its paths normalised.
 * @throws InvalidInputError with every problem at once
 */
export function parseStartBuild(input: StartBuild): { entry: string; files: SourceFile[] } {
  const { entry, files, problems } = checkSources(input);
  const all = [...problems, ...idProblems('project', input.project), ...idProblems('componentVersion', input.componentVersion)];
  if (all.length > 0) throw new InvalidInputError(all);
  return { entry, files };
}

/** @throws InvalidInputError with every problem at once */
export function parseStartProjectBuild(input: StartProjectBuild): { commit: string | null; branch: string | null } {
  const commit = input.commit?.trim().toLowerCase() || null;
  const branch = input.branch?.trim() || null;
  const problems = idProblems('project', input.project);
  if (commit !== null && !isCommit(commit))
    problems.push({ path: 'commit', message: 'Give the full hash of a commit, 40 hexadecimal digits.' });
  if (branch !== null && !isBranch(branch)) problems.push({ path: 'branch', message: 'This is not the name of a branch.' });
  if (problems.length > 0) throw new InvalidInputError(problems);
  return { commit, branch };
}

export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);
}

/** What git takes as the name of a branch, without what could be an option or a pattern (git-check-ref-format). */
export function isBranch(text: string): boolean {
  return /^[\w][\w./+@-]{0,199}$/.test(text) && !/\.\.|\/\/|@\{|[./]$|\.lock$/.test(text);
}

function idProblems(path: string, id: string | null | undefined): FieldProblem[] {
  if (id == null || /^[\w-]+$/.test(id))
    return id != null && id.length > LONGEST_ID ? [{ path, message: 'This is too long for an id.' }] : [];
  return [{ path, message: 'This is not an id.' }];
}
