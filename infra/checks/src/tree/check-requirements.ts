import { isTest, readSource, sourcePaths } from './source-files.ts';

export interface RequirementInput {
  known: readonly string[];
  done: readonly string[];
  /** Test files, path → text. */
  tests: ReadonlyMap<string, string>;
}

/** One sentence for each id that is called done without a test, and for each id in a test that no requirement has. */
export function requirementProblems({ known, done, tests }: RequirementInput): string[] {
  const prefixes = [...new Set(known.map((id) => id.split('-')[0]))].join('|');
  const named = new Map<string, string>();
  for (const [path, text] of tests)
    for (const [, id = ''] of text.matchAll(new RegExp(`\\[((?:${prefixes})-\\d+)\\]`, 'g'))) named.set(id, path);
  return [
    ...done
      .filter((id) => !known.includes(id))
      .map((id) => `infra/docs/requirements-done.json lists ${id}, which infra/docs/requirements.json does not know.`),
    ...done.filter((id) => known.includes(id) && !named.has(id)).map((id) => `${id} is listed as done, but no test names [${id}].`),
    ...[...named]
      .filter(([id]) => !known.includes(id))
      .map(([id, path]) => `${path} names [${id}], which infra/docs/requirements.json does not know.`),
  ];
}

/** Of the working tree. */
export function checkRequirements(): string[] {
  return requirementProblems({
    known: Object.keys(JSON.parse(readSource('infra/docs/requirements.json')) as Record<string, string>),
    done: JSON.parse(readSource('infra/docs/requirements-done.json')) as string[],
    // The check's own test holds ids that must not exist.
    tests: new Map(
      sourcePaths()
        .filter((path) => isTest(path) && path !== 'infra/checks/src/tree/tree.test.ts')
        .map((path) => [path, readSource(path)]),
    ),
  });
}
