import { InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { describe, expect, it } from 'vitest';
import { contents, manyRequests, otherAnswers, requestOf, templates } from './scaffold-fixture.ts';
import { projectTraits, scaffoldProject } from './scaffold-project.ts';
import type { WissilManifest } from './wissil-manifest.ts';

const slugs = templates.map(({ slug }) => slug);

function filesOf(slug: string, inputs: Record<string, unknown> = {}): Map<string, string> {
  return contents(scaffoldProject(requestOf(slug, { inputs })));
}

const jsonOf = <T>(files: Map<string, string>, path: string): T => JSON.parse(files.get(path) ?? 'null') as T;

describe('[IGNI-3] scaffoldProject', () => {
  it.each(slugs)('%s gives the same files for the same request, in the order of their paths', (slug) => {
    const files = scaffoldProject(requestOf(slug));
    expect(scaffoldProject(requestOf(slug))).toEqual(files);
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual([...new Set(paths)].sort());
  });

  it.each(slugs)('%s has what every project has', (slug) => {
    const files = filesOf(slug);
    const everywhere = ['.github/workflows/ci.yml', '.gitignore', 'LICENSE', 'README.md', 'eslint.config.js', 'package.json'];
    expect([...files.keys()]).toEqual(expect.arrayContaining([...everywhere, 'src/styles/slate.css', 'tsconfig.json', 'wissil.json']));
    const { scripts, dependencies, devDependencies } = jsonOf<Record<string, Record<string, string>>>(files, 'package.json');
    expect(Object.keys(scripts ?? {})).toEqual(expect.arrayContaining(['dev', 'build', 'start', 'lint', 'typecheck', 'test']));
    for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(jsonOf<{ compilerOptions: object }>(files, 'tsconfig.json').compilerOptions).toMatchObject({ strict: true });
  });

  it.each([
    { slug: 'nextjs-application', kind: 'NEXTJS', healthPath: '/api/health', command: ['node', 'dist/server.js'], format: 'tailwind' },
    { slug: 'component-library', kind: 'LIBRARY', healthPath: '/health', command: ['node', 'serve.mjs'], format: 'css' },
    { slug: 'api-service', kind: 'SERVICE', healthPath: '/health', command: ['node', 'dist/server.js'], format: 'css' },
  ])('$slug tells IGNIS how it is developed, built and run', ({ slug, kind, healthPath, command, format }) => {
    const manifest = jsonOf<WissilManifest>(filesOf(slug), 'wissil.json');
    expect(manifest).toMatchObject({
      kind,
      healthPath,
      tokens: 'src/styles/slate.css',
      run: { command },
      theme: { set: 'luminera', format },
    });
    expect(projectTraits(requestOf(slug))).toEqual({ kind, healthPath, theme: manifest.theme });
  });

  it.each(templates.flatMap(({ slug, inputs }) => inputs.map((input) => ({ slug, key: input.key, input }))))(
    '$slug: every answer to $key has an effect of its own',
    ({ slug, key, input }) => {
      // Owner and visibility are those of a repository that is published, and visibility also of a package.
      const base = { repositoryOwner: 'somebody', ...(slug === 'component-library' ? { registry: 'npm' } : {}) };
      const given = key === 'registry' ? { repositoryOwner: 'somebody' } : base;
      const texts = [given, ...otherAnswers(input).map((answer) => ({ ...given, [key]: answer }))].map((inputs) => {
        const files = filesOf(slug, inputs);
        // The manifest repeats answers; what has no other effect is honoured by those who read it there.
        if (key !== 'replicas') files.delete('wissil.json');
        return JSON.stringify([...files]);
      });
      expect(new Set(texts).size).toBe(texts.length);
    },
  );

  it('the sheet holds the chosen groups of tokens, and is plain CSS where nothing compiles Tailwind', () => {
    const css = filesOf('api-service', { tokenGroups: ['colors'] }).get('src/styles/slate.css');
    expect(css).toBe(':root {\n  --color-action-primary: oklch(0.535 0.2107 268.4);\n}\n\n:root {\n}\n');
    const tailwind = filesOf('nextjs-application', { tokenGroups: ['spacing'] }).get('src/styles/slate.css');
    expect(tailwind?.match(/--[\w-]+(?=:)/g)).toEqual(['--spacing', '--space-1']);
    expect(tailwind).toContain('@theme inline');
  });

  it('takes no template, version, slug or answer that it does not have, and says what to do', () => {
    expect(() => scaffoldProject(requestOf('nothing'))).toThrow(NotFoundError);
    expect(() => scaffoldProject(requestOf('api-service', { template: { slug: 'api-service', version: '0.9.0' } }))).toThrow(
      /create the project anew/,
    );
    for (const slug of ['../up', 'A', '', '-a', 'a'.repeat(64)]) {
      expect(() => scaffoldProject(requestOf('api-service', { slug }))).toThrow(InvalidInputError);
    }
    for (const inputs of [
      { healthPath: '/../../etc' },
      { healthPath: '/_next/x' },
      { healthPath: '/api/items' },
      { defaultBranch: '${{ secrets.X }}' },
      { defaultBranch: 'a\nb' },
      { packageScope: '@x"; process.exit()' },
      { license: 'GPL' },
    ]) {
      expect(() => scaffoldProject(requestOf('api-service', { inputs }))).toThrow(InvalidInputError);
    }
  });

  it('writes no file outside of the project, whatever is answered', () => {
    for (const { request } of manyRequests())
      for (const { path } of scaffoldProject(request)) expect(path).toMatch(/^(?!.*(^|\/)\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/);
  });
});
