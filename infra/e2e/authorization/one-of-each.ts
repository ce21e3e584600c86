import { once } from 'node:events';
import { request } from 'node:http';
import { createPool } from '@wissil/platform/database';
import { type Supergraph, waitFor } from '@wissil/testkit';
import { createProject, generateComponent, type Graph, mutate, startBuild } from '../src/operations.ts';

/** For what takes its time on a busy machine: three runs of a pipeline. */
const LONG_MS = 240_000;

/** Arguments by `field.argument`, as GraphQL. */
type Arguments = Readonly<Record<string, string>>;

/** What was made, at rest. */
export interface OneOfEach {
  project: string;
  environment: string;
  /** The first ran before the second. */
  releases: [string, string];
  /** Of deployments that wait. */
  approvals: Record<'approved' | 'production' | 'rejected', string>;
  endedBuild: string;
  endedRun: string;
  /** Of each root field of which one thing does not show everything: the arguments of each that together do. */
  cases: Readonly<Record<string, readonly Arguments[]>>;
  /** Arguments that lead to one. */
  given: Arguments;
}

interface Run {
  id: string;
  status: string;
  message: string;
  build: { id: string } | null;
  release: { id: string } | null;
}

const MAIN = 'site/main.tsx';
/** More than a chunk should have. */
const BALLAST = `document.documentElement.dataset['ballast'] = '${'x'.repeat(260_000)}';\n`;
/** Without what the linter wants. */
export const ODD = 'src/odd.ts';

/** Has one of each type made by who the users of WISSIL are: a project that runs, a run that failed, approvals that wait, a file that is broken. */
export async function makeOneOfEach(supergraph: Supergraph, name: string): Promise<OneOfEach> {
  const [project, generations, previews] = await Promise.all([
    createProject(supergraph, name, { template: 'component-library', deploymentTarget: 'development' }),
    someGenerations(supergraph),
    Promise.all(['export const Shown = () => <b>here</b>;\n', 'export const Shown = <b>;\n'].map((source) => preview(supergraph, source))),
  ]);
  const environment = await opened(supergraph, project.id);
  const original = await contentOf(supergraph, environment.id);
  await write(supergraph, environment.id, { path: MAIN, content: original + BALLAST });
  await commit(supergraph, environment.id, 'Grow');
  await write(supergraph, environment.id, { path: ODD, content: 'export const odd = 1 == 1;\n' });
  await commit(supergraph, environment.id, 'Be odd');
  await write(supergraph, environment.id, { path: MAIN, content: `${original}const broken = ;\n` });
  await broken(supergraph, project.id, environment.url);
  const [failed, grown, first] = await endedRuns(supergraph, project.id, ['FAILED', 'SUCCEEDED', 'SUCCEEDED']);
  const releases = [first?.release?.id ?? '', grown?.release?.id ?? ''] as const;

  // Nobody approves their own deployment to production.
  const reviewer = await supergraph.token('ADMIN', { person: 'reviewer' });
  const approver: Graph = { graphql: (document, variables) => supergraph.graphql(document, variables, reviewer) };
  const running = [];
  for (const [release, place] of [
    [releases[0], 'STAGING'],
    [releases[0], 'PRODUCTION'],
    [releases[1], 'STAGING'],
  ] as const) {
    const id = await deploy(supergraph, release, place);
    await approve(approver, id);
    running.push(id);
  }
  const waiting = [
    await deploy(supergraph, releases[0], 'STAGING'),
    await deploy(supergraph, releases[1], 'PRODUCTION'),
    await deploy(supergraph, releases[1], 'STAGING'),
  ];
  const [approved = '', production = '', rejected = ''] = await Promise.all(waiting.map((id) => approvalOf(supergraph, id)));
  const component = await startBuild(supergraph, project.id);
  const builds = [grown, first, failed].map((run) => quoted(run?.build?.id));
  return {
    ...{ project: project.id, environment: environment.id, releases: [...releases], approvals: { approved, production, rejected } },
    ...{ endedBuild: first?.build?.id ?? '', endedRun: first?.id ?? '' },
    cases: {
      build: [{ 'build.id': builds[0] ?? '' }, { 'build.id': quoted(component.id) }],
      deployment: [running[1], waiting[0]].map((id) => ({ 'deployment.id': quoted(id) })),
      generation: generations.map((id) => ({ 'generation.id': quoted(id) })),
      pipelineRun: [failed, grown].map((run) => ({ 'pipelineRun.id': quoted(run?.id) })),
      preview: previews.map((id) => ({ 'preview.id': quoted(id) })),
    },
    given: {
      'approval.id': quoted(approved),
      'buildTrend.project': quoted(project.id),
      'compare.with': builds[1] ?? '',
      'devEnvironment.project': quoted(project.id),
      'file.path': quoted('index.html'),
      'pipelineRuns.project': quoted(project.id),
      'release.id': quoted(releases[0]),
      'releases.project': quoted(project.id),
    },
  };
}

/** One that is done, one that nothing fits, one that failed. */
async function someGenerations(supergraph: Supergraph): Promise<string[]> {
  const made = [];
  for (const prompt of ['A button that saves', 'zebra quantum flux', 'A badge that fails'])
    made.push((await generateComponent(supergraph, prompt)).id);
  // What the built-in experts write does not fail.
  const sql = createPool(supergraph.databaseUrl, 'spark');
  const failure = { message: 'It does not pass its own tests.', remedy: 'Say it in other words.' };
  await sql.query(`UPDATE generation SET status = 'FAILED', failure = $1 WHERE id = $2`, [JSON.stringify(failure), made[2]]);
  await sql.end();
  return made;
}

export function shownComponent(source: string) {
  const story = "import { Shown } from './Shown';\n\nexport default { component: Shown };\nexport const Plain = {};\n";
  const files = [
    { path: 'Shown.tsx', content: source },
    { path: 'Shown.stories.tsx', content: story },
  ];
  return { name: 'Shown', entry: 'Shown.tsx', files };
}

async function preview(graph: Graph, source: string): Promise<string> {
  const shown = { field: 'showComponent', input: shownComponent(source), selection: '... on Preview { id }' };
  return (await mutate<{ id: string }>(graph, shown)).id;
}

async function opened(graph: Graph, project: string): Promise<{ id: string; url: string }> {
  const document = 'query ($project: ID!) { devEnvironment(project: $project) { id url status } }';
  return waitFor(
    async () => {
      const { data } = await graph.graphql<{ devEnvironment: { id: string; url: string; status: string } }>(document, { project });
      return data.devEnvironment.status === 'READY' ? data.devEnvironment : undefined;
    },
    { timeout: LONG_MS, what: 'the environment' },
  );
}

async function contentOf(graph: Graph, id: string): Promise<string> {
  const document = 'query ($id: ID!, $path: String!) { devEnvironment(id: $id) { file(path: $path) { content } } }';
  const { data } = await graph.graphql<{ devEnvironment: { file: { content: string } } }>(document, { id, path: MAIN });
  return data.devEnvironment.file.content;
}

function write(graph: Graph, environment: string, file: { path: string; content: string }): Promise<unknown> {
  return mutate(graph, { field: 'writeFile', input: { environment, ...file }, selection: '' });
}

function commit(graph: Graph, environment: string, message: string): Promise<unknown> {
  return mutate(graph, { field: 'commitFiles', input: { environment, message }, selection: '' });
}

/** The newest run first. */
export async function runsOf(graph: Graph, project: string): Promise<Run[]> {
  const document =
    'query ($project: ID!) { pipelineRuns(project: $project, first: 10) { edges { node { id status message build { id } release { id } } } } }';
  const { data } = await graph.graphql<{ pipelineRuns: { edges: { node: Run }[] } }>(document, { project });
  return data.pipelineRuns.edges.map(({ node }) => node);
}

function endedRuns(graph: Graph, project: string, expected: readonly string[]): Promise<Run[]> {
  return waitFor(
    async () => {
      const runs = await runsOf(graph, project);
      return runs.map(({ status }) => status).join() === expected.join() ? runs : undefined;
    },
    { timeout: LONG_MS, what: `the runs ${expected.join(', ')}` },
  );
}

/** The module is asked for as a page would, by whose name below localhost only browsers find it. */
async function broken(graph: Graph, project: string, url: string): Promise<void> {
  const { port, host } = new URL(url);
  const document = 'query ($project: ID!) { devEnvironment(project: $project) { problem { message } } }';
  await waitFor(
    async () => {
      const [response] = await once(request({ host: '127.0.0.1', port, path: `/${MAIN}`, headers: { host } }).end(), 'response');
      (response as NodeJS.ReadableStream).resume();
      const { data } = await graph.graphql<{ devEnvironment: { problem: object | null } }>(document, { project });
      return data.devEnvironment.problem;
    },
    { timeout: LONG_MS, what: 'the problem of the environment' },
  );
}

export async function deploy(graph: Graph, release: string, environment: string): Promise<string> {
  const input = { release, environment, reason: 'The fair opens on Monday.' };
  return (await mutate<{ id: string }>(graph, { field: 'deployRelease', input, selection: '... on Deployment { id }' })).id;
}

async function approvalOf(graph: Graph, id: string): Promise<string> {
  const { data } = await graph.graphql<{ deployment: { approval: { id: string } } }>(
    'query ($id: ID!) { deployment(id: $id) { approval { id } } }',
    { id },
  );
  return data.deployment.approval.id;
}

/** And waits until it runs. */
async function approve(graph: Graph, id: string): Promise<void> {
  const input = { approval: await approvalOf(graph, id), comment: 'It was tried in development.' };
  await mutate(graph, { field: 'approveDeployment', input, selection: '' });
  const document = 'query ($id: ID!) { deployment(id: $id) { status } }';
  await waitFor(
    async () => (await graph.graphql<{ deployment: { status: string } }>(document, { id })).data.deployment.status === 'SUCCEEDED',
    { timeout: LONG_MS, what: `the deployment ${id}` },
  );
}

function quoted(id: string | undefined): string {
  return JSON.stringify(id ?? 'nothing');
}
