import { type FieldProblem, InvalidInputError } from '@wissil/platform/errors';
import { checkSources, type SourceFile } from '../bundler/source-files.ts';

export interface StartBuild {
  entry: string;
  files: readonly SourceFile[];
  project?: string | null | undefined;
  componentVersion?: string | null | undefined;
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

function idProblems(path: string, id: string | null | undefined): FieldProblem[] {
  if (id == null || /^[\w-]+$/.test(id))
    return id != null && id.length > LONGEST_ID ? [{ path, message: 'This is too long for an id.' }] : [];
  return [{ path, message: 'This is not an id.' }];
}
