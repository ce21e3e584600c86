import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { contents, manyRequests } from './scaffold-fixture.ts';
import { scaffoldProject } from './scaffold-project.ts';

const SOURCE = /\.(tsx?|mjs|js)$/;
/** What a build or an installation puts there. */
const MADE = new Set(['react/jsx-runtime']);

interface Parsed {
  imports: readonly string[];
  errors: readonly string[];
}

const parsed = new Map<string, Parsed>();

/** Most files are the same for most answers. */
function parse(path: string, content: string): Parsed {
  const key = `${path}\n${content}`;
  const known = parsed.get(key);
  if (known) return known;
  const { diagnostics = [] } = ts.transpileModule(content, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      jsx: ts.JsxEmit.Preserve,
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ESNext,
      allowImportingTsExtensions: true,
    },
  });
  const result = {
    imports: ts.preProcessFile(content, true, true).importedFiles.map(({ fileName }) => fileName),
    errors: diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
  };
  parsed.set(key, result);
  return result;
}

function problemsOf(files: ReadonlyMap<string, string>): string[] {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(files.get('package.json') ?? '') as Record<string, object>;
  const packages = new Set(Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }));
  return [...files]
    .filter(([path]) => SOURCE.test(path))
    .flatMap(([path, content]) => {
      const { imports, errors } = parse(path, content);
      const missing = imports.filter((name) =>
        name.startsWith('.') ? !existing(files, posix.join(posix.dirname(path), name)) : !packages.has(packageOf(name)) && !isBuiltIn(name),
      );
      return [...errors.map((error) => `${path}: ${error}`), ...missing.map((name) => `${path} imports ${name}, which is not there`)];
    });
}

function existing(files: ReadonlyMap<string, string>, path: string): boolean {
  return [path, path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx')].some((each) => files.has(each));
}

function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}

function isBuiltIn(name: string): boolean {
  return builtinModules.includes(name.replace(/^node:/, '')) || MADE.has(name);
}

describe('[IGNI-3] the source of a new project', () => {
  it('is well formed, imports only what is there, and keeps no mark of its template, whatever is answered', () => {
    for (const { name, request } of manyRequests()) {
      const files = contents(scaffoldProject(request));
      expect(problemsOf(files), name).toEqual([]);
      for (const [path, content] of files) expect(content, `${name}: ${path}`).not.toMatch(/\[(only|if|else|end)( [!\w.|-]+)?\]/);
    }
  });

  it('has every dependency for a reason', () => {
    for (const { name, request } of manyRequests()) {
      const files = contents(scaffoldProject(request));
      const { dependencies } = JSON.parse(files.get('package.json') ?? '') as { dependencies: object };
      const imported = new Set(
        [...files].filter(([path]) => SOURCE.test(path)).flatMap(([path, content]) => parse(path, content).imports.map(packageOf)),
      );
      // Peers of urql, recharts and Next.js.
      const peers = ['@urql/core', 'graphql', 'react-is', 'react-dom'];
      expect(
        Object.keys(dependencies).filter((dependency) => !imported.has(dependency) && !peers.includes(dependency)),
        name,
      ).toEqual([]);
    }
  });
});
