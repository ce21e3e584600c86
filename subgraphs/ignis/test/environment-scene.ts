import { randomUUID } from 'node:crypto';
import { mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Caller } from '@wissil/platform/auth';
import type { SubgraphDependencies } from '@wissil/platform/subgraph';
import {
  createDatabase,
  REPOSITORY,
  type RunningSubgraph,
  startSubgraph,
  temporaryFolder,
  waitFor,
  type GitServer,
  startGitServer,
} from '@wissil/testkit';
import { type IgnisConfig, parseIgnisConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';
import { modulesHash } from '../src/workspace/module-store.ts';

export interface EnvironmentData {
  id: string;
  status: string;
  message: string | null;
  url: string;
  steps: { name: string; status: string; durationMs: number | null }[];
  problem: { kind: string; message: string; file: string | null; line: number | null } | null;
  branch: string;
  commit: string | null;
  dirty: boolean;
  changes: { path: string; status: string }[];
  files: { path: string; size: number }[];
}

const ENVIRONMENT = `id status message url steps { name status durationMs } problem { kind message file line } branch commit dirty
  changes { path status } files { path size }`;

/** IGNIS with repositories and projects, whose packages are those of this repository. */
export interface EnvironmentScene extends AsyncDisposable {
  ignis: RunningSubgraph;
  git: GitServer;
  databaseUrl: string;
  dataFolder: string;
  /** Makes a project's repository, and says so on the bus. */
  createProject(slug: string, files: Readonly<Record<string, string>>, kind?: 'LIBRARY' | 'NEXTJS' | 'SERVICE'): Promise<string>;
  environment(project: string): Promise<EnvironmentData>;
  /** Waits until the environment of the project is that far. */
  until(project: string, status: string): Promise<EnvironmentData>;
  /** A mutation, by its name and its input; `select` is what of its result is asked for. */
  change<Result>(name: string, input: Record<string, unknown>, options?: { select?: string; caller?: Caller }): Promise<Result>;
}

/** A project of Vite that shows React with state. */
export function viteProject(text: string): Record<string, string> {
  return {
    'package.json': PACKAGE,
    '.gitignore': 'node_modules\ndist\n',
    'wissil.json': JSON.stringify({ kind: 'library', tokens: 'src/tokens.css' }),
    'vite.config.js': `import react from '@vitejs/plugin-react';\nexport default { plugins: [react()], server: { open: false } };\n`,
    'index.html':
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>demo</title><link rel="icon" href="data:,"></head><body><div id="root"></div><script type="module" src="/src/main.jsx"></script></body></html>\n',
    'src/main.jsx': `import { createRoot } from 'react-dom/client';\nimport { App } from './App.jsx';\nimport './tokens.css';\ncreateRoot(document.getElementById('root')).render(<App />);\n`,
    'src/App.jsx': app(text),
    'src/tokens.css': ':root {}\n',
  };
}

export function app(text: string): string {
  return `import { useState } from 'react';\nexport function App() {\n  const [count, setCount] = useState(0);\n  return <button onClick={() => setCount(count + 1)}>${text} {count}</button>;\n}\n`;
}

const PACKAGE = JSON.stringify({
  name: 'demo',
  private: true,
  type: 'module',
  dependencies: { react: '19.3.1' },
  devDependencies: { vite: '8.3.8' },
});

export const SERVICE_PACKAGE = JSON.stringify({
  name: 'service',
  private: true,
  type: 'module',
  scripts: { dev: 'node --watch src/main.ts' },
  dependencies: { zod: '4.6.7' },
});

/** The packages of this repository in the place of those that npm would install. */
export async function linkModules(dataFolder: string): Promise<void> {
  for (const manifest of [PACKAGE, SERVICE_PACKAGE]) {
    const home = join(dataFolder, 'ignis', 'modules', modulesHash(manifest, undefined));
    await mkdir(home, { recursive: true });
    await symlink(await realpath(join(REPOSITORY, 'node_modules')), join(home, 'node_modules'));
  }
}

export async function startScene(options: { env?: Record<string, string>; slate?: string } = {}): Promise<EnvironmentScene> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createDatabase());
  const git = opened.use(await startGitServer());
  const data = opened.adopt(await temporaryFolder(), (folder) => folder.remove());
  await linkModules(data.path);
  const ignis = opened.use(
    await startSubgraph(
      {
        name: 'ignis',
        parseConfig: parseIgnisConfig,
        createServer: (dependencies: SubgraphDependencies, config: IgnisConfig) =>
          createServer({ ...dependencies, dataFolder: data.path }, config),
      },
      {
        databaseUrl: database.url,
        events: 'environment.*',
        env: options.env,
        internal: { ignition: git.url, ...(options.slate && { slate: options.slate }) },
      },
    ),
  );
  const running = opened.move();
  const environment = async (project: string): Promise<EnvironmentData> => {
    const { data: answer, errors } = await ignis.query<{ devEnvironment: EnvironmentData }>(
      `query ($project: ID!) { devEnvironment(project: $project) { ${ENVIRONMENT} } }`,
      { project },
    );
    if (errors) throw new Error(errors[0]?.message);
    return answer.devEnvironment;
  };
  return {
    ignis,
    git,
    databaseUrl: database.url,
    dataFolder: data.path,
    environment,
    async createProject(slug, files, kind = 'LIBRARY') {
      const cloneUrl = await git.create(slug, files);
      const projectId = `prj_${slug}`;
      await ignis.bus.publish([createdEvent({ projectId, slug, kind, cloneUrl })]);
      await waitFor(() => environment(projectId), { what: `the environment of ${slug}` });
      return projectId;
    },
    async until(project, status) {
      const settled = await waitFor(
        async () => {
          const found = await environment(project);
          return found.status === status || found.status === 'FAILED' ? found : undefined;
        },
        { timeout: 50_000, what: `the environment of ${project} to be ${status}` },
      );
      if (settled.status !== status) throw new Error(`${JSON.stringify(settled.steps)} ${settled.message}`);
      return settled;
    },
    async change(name, input, { select = 'id status dirty commit', caller } = {}) {
      const type = name[0]?.toUpperCase() + name.slice(1);
      const result = name === 'writeFile' ? 'EnvironmentFile' : 'DevEnvironment';
      const { data: answer, errors } = await ignis.query<Record<string, never>>(
        `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${result} { ${select} } ... on Error { code message } } }`,
        { input },
        caller,
      );
      if (errors) throw new Error(errors[0]?.message);
      return answer[name] as never;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** `project.created`, as IGNITION writes it. */
export function createdEvent({ projectId, slug, kind, cloneUrl }: { projectId: string; slug: string; kind: string; cloneUrl: string }) {
  return {
    id: randomUUID(),
    subject: 'project.created',
    source: 'ignition',
    occurredAt: new Date().toISOString(),
    payload: {
      projectId,
      slug,
      name: slug,
      description: '',
      template: { slug: 'component-library', version: '1.0.0' },
      kind,
      inputs: {},
      repository: { host: 'EMBEDDED', cloneUrl, webUrl: null, defaultBranch: 'main' },
      commit: 'a'.repeat(40),
      healthPath: '/',
      deploymentTarget: 'none',
      createdBy: { id: 'usr_ada', name: 'Ada' },
    },
  };
}
