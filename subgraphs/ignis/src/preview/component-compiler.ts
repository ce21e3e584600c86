import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { build, type BuildFailure, type Message, type Plugin } from 'esbuild';
import type { SourceFile } from '../bundler/source-files.ts';
import { LOADERS, NAMESPACE, virtualFiles } from '../bundler/virtual-files.ts';

export interface ComponentSources {
  name: string;
  entry: string;
  /** The file of the stories; null: the entry itself is shown. */
  stories: string | null;
  files: readonly SourceFile[];
}

/** Something in the files that keeps them from being shown. */
export interface CompileProblem {
  message: string;
  file: string | null;
  /** From 1. */
  line: number | null;
  column: number | null;
  /** The line of code. */
  code: string | null;
}

export interface Story {
  /** The name of its export, by which it is asked for. */
  id: string;
  name: string;
}

export type Compiled = { ok: true; module: string; css: string | null; stories: Story[] } | { ok: false; problems: CompileProblem[] };

/** What a preview brings along. */
const PROVIDED = ['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime', 'react/jsx-dev-runtime'] as const;

const PROVIDED_NAMESPACE = 'provided';
const BEGIN = '.wissil-preview.js';
const OUT = '/out';
const MOST_PROBLEMS = 20;

/** The one story of a component that has none. */
const ONLY_STORY: Story = { id: 'Default', name: 'Default' };

/** Equal sources have equal hashes. */
export function hashOf({ name, entry, stories, files }: ComponentSources): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, content }) => [path, content]);
  return createHash('sha256')
    .update(JSON.stringify([name, entry, stories, sorted]))
    .digest('hex');
}

/** Makes one module of a component and its stories. Never rejects for what is in the files. */
export async function compileComponent({ entry, stories, files }: ComponentSources): Promise<Compiled> {
  const begin = [
    `export * as entry from ${JSON.stringify(`./${entry}`)};`,
    ...(stories === null ? [] : [`export * as stories from ${JSON.stringify(`./${stories}`)};`]),
  ];
  const options = {
    outdir: OUT,
    absWorkingDir: '/',
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    jsx: 'automatic',
    write: false,
    logLevel: 'silent',
    logLimit: MOST_PROBLEMS,
    charset: 'utf8',
    define: { 'process.env.NODE_ENV': '"development"' },
    // Said here so that esbuild looks for no tsconfig.json of the machine.
    tsconfigRaw: {},
  } as const;
  try {
    const sources = [...files, { path: BEGIN, content: begin.join('\n') }];
    const [bundled, listed] = await Promise.all([
      build({
        ...options,
        entryPoints: [BEGIN],
        bundle: true,
        sourcemap: 'inline',
        sourcesContent: false,
        plugins: [provided, refreshable(files), virtualFiles(sources)],
      }),
      stories === null
        ? undefined
        : build({ ...options, entryPoints: [stories], bundle: false, metafile: true, plugins: [virtualFiles(files)] }),
    ]);
    const text = (extension: string) => bundled.outputFiles.find(({ path }) => path.endsWith(extension))?.text;
    const exported = Object.values(listed?.metafile.outputs ?? {}).flatMap((output) => output.exports);
    const source = files.find(({ path }) => path === stories)?.content ?? '';
    return {
      ok: true,
      module: text('.js') ?? '',
      css: text('.css') ?? null,
      stories: stories === null ? [ONLY_STORY] : storiesOf(exported, source),
    };
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>;
    if (!errors) throw error;
    return { ok: false, problems: errors.map(problemOf) };
  }
}

/** In the order in which they stand in the file. */
function storiesOf(exported: readonly string[], source: string): Story[] {
  const position = (id: string) => {
    const found = source.search(new RegExp(`\\b${id.replaceAll('$', '\\$')}\\b`));
    return found === -1 ? Number.MAX_SAFE_INTEGER : found;
  };
  return exported
    .filter((id) => id !== 'default' && !id.startsWith('__'))
    .sort((a, b) => position(a) - position(b))
    .map((id) => ({ id, name: id.replace(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll('_', ' ') }));
}

/** React is that of the page: two of them would not know of each other. Nothing else of a registry is there. */
const provided: Plugin = {
  name: 'provided',
  setup(building) {
    building.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || kind === 'url-token' || kind === 'import-rule') return undefined;
      if (PROVIDED.some((name) => name === path)) return { path, namespace: PROVIDED_NAMESPACE };
      return {
        errors: [
          { text: `${JSON.stringify(path)} cannot be imported: a preview has react and react-dom, and the files of the component (./…).` },
        ],
      };
    });
    building.onLoad({ filter: /.*/, namespace: PROVIDED_NAMESPACE }, ({ path }) => ({
      contents: `module.exports = globalThis.__wissil__.modules[${JSON.stringify(path)}];`,
      loader: 'js',
    }));
  },
};

const DECLARED = /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function|const|let|class)\s+([A-Z]\w*)/gm;
const HOOK = /\buse[A-Z]\w*(?=\s*(?:<[^>()]*>)?\s*\()/g;

/**
 * Tells React's refresh of every component, so that one that changes keeps its state. Its hooks as they follow on one another in the file
 * are its signature: where they change, the state would not fit, and it begins anew.
 */
function refreshable(files: readonly SourceFile[]): Plugin {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  return {
    name: 'refreshable',
    setup(building) {
      building.onLoad({ filter: /\.(tsx|jsx)$/, namespace: NAMESPACE }, ({ path }) => {
        const content = contents.get(path);
        const loader = LOADERS[posix.extname(path)];
        if (content === undefined || loader === undefined) return undefined;
        const names = new Set([...content.matchAll(DECLARED)].map(([, name]) => name as string));
        const signature = (content.match(HOOK) ?? []).join();
        const calls = [...names].map(
          (name) =>
            `typeof ${name} === "undefined" || globalThis.__wissil__.register(${name}, ${JSON.stringify(`${path} ${name}`)}, ${JSON.stringify(signature)});`,
        );
        return { contents: `${content}\n;${calls.join('')}`, loader };
      });
    },
  };
}

function problemOf({ location, text }: Message): CompileProblem {
  const message = text.replaceAll(`"${NAMESPACE}:`, '"');
  if (!location) return { message, file: null, line: null, column: null, code: null };
  const file = location.file.replace(new RegExp(`^${NAMESPACE}:`), '');
  return { message, file, line: location.line, column: location.column + 1, code: location.lineText };
}
