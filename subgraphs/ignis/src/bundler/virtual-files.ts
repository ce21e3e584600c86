import { posix } from 'node:path';
import type { Loader, OnResolveResult, Plugin } from 'esbuild';
import type { SourceFile } from './source-files.ts';

export const NAMESPACE = 'source';

export const LOADERS: Readonly<Record<string, Loader>> = {
  '.tsx': 'tsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.jsx': 'jsx',
  '.js': 'js',
  '.mjs': 'js',
  '.css': 'css',
  '.json': 'json',
  '.svg': 'dataurl',
  '.txt': 'text',
};

/** In the order in which an import without an extension is tried. */
const EXTENSIONS = ['.tsx', '.ts', '.jsx', '.js', '.mjs', '.mts', '.css', '.json'];

/** TypeScript sources import `./a.js` and mean `./a.ts`. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = { '.js': ['.ts', '.tsx'], '.jsx': ['.tsx'], '.mjs': ['.mts'] };

/** `react`, `@scope/name/part`, `node:path`: what the page or the server brings. */
const PACKAGE = /^(node:[\w/]+|(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(\/.*)?)$/i;

/** The files of one build as esbuild's whole world: nothing is read from the disk, and packages stay imports. */
export function virtualFiles(files: readonly SourceFile[]): Plugin {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  return {
    name: 'virtual-files',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind }): OnResolveResult => {
        if (kind === 'entry-point') return { path, namespace: NAMESPACE };
        if (/^(https?:|data:|#)/.test(path) && (kind === 'url-token' || kind === 'import-rule')) return { path, external: true };
        if (/^\.{0,2}\//.test(path) || path === '.' || path === '..' || kind === 'url-token' || kind === 'import-rule') {
          const found = resolveFile(contents, path, importer);
          if (found !== undefined) return { path: found, namespace: NAMESPACE };
          return { errors: [{ text: `There is no file ${JSON.stringify(path)} among the build's files.` }] };
        }
        if (PACKAGE.test(path)) return { path, external: true };
        return { errors: [{ text: `${JSON.stringify(path)} is neither a file of this build (./…) nor the name of a package.` }] };
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => {
        const content = contents.get(path);
        const loader = LOADERS[posix.extname(path)];
        if (content === undefined) return { errors: [{ text: `There is no file ${path} among the build's files.` }] };
        if (!loader)
          return {
            errors: [
              {
                text: `IGNIS does not build ${posix.extname(path) || 'files without an extension'}; it builds ${Object.keys(LOADERS).join(', ')}.`,
              },
            ],
          };
        return { contents: content, loader };
      });
    },
  };
}

function resolveFile(contents: ReadonlyMap<string, string>, path: string, importer: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const wanted = posix.join(posix.dirname(importer), path).replace(/\/$/, '');
  const extension = posix.extname(wanted);
  const bare = wanted.slice(0, wanted.length - extension.length);
  const candidates = [
    wanted,
    ...(WRITTEN_AS[extension] ?? []).map((other) => bare + other),
    ...EXTENSIONS.map((other) => wanted + other),
    ...EXTENSIONS.map((other) => posix.join(wanted, `index${other}`)),
  ];
  return candidates.find((candidate) => contents.has(candidate));
}
