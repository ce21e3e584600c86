import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Supergraph, temporaryFolder, waitFor } from '@wissil/testkit';
import { expect } from 'vitest';
import { type Graph, isOutage, mutate, Refused } from '../src/operations.ts';

const PAUSE_MS = 200;
/** For what is cut off and begun again, beside other suites: until its claim has run out, and once more from its start. */
const PATIENCE_MS = 420_000;
const PROMPT = 'Create a responsive card component';
const VALUE = '{color.landing.700}';
const NAME = 'Aurora';
const SLUG = 'aurora';
const GREETING = '<p>Seen from here';

type Promoted = 'STAGING' | 'PRODUCTION';

interface Generation {
  id: string;
  status: string;
  result: { name: string; description: string; source: string; tests: string; stories: string } | null;
}

interface ProjectState {
  id: string;
  devEnvironment: { id: string; status: string; message: string | null; dirty: boolean; file: { content: string } | null } | null;
  environments: { name: string; latestDeployment: { id: string; status: string; version: string } | null }[];
  releases: { edges: { node: { id: string; version: string; image: string; digest: string } }[] };
  pipeline: { runs: { edges: { node: { status: string; message: string; commit: string; error: { message: string } | null } }[] } } | null;
}

/**
 * The way from a token to production, as somebody goes it whose installation is killed again and again: what was not answered is looked at,
 * and done again where it did not happen.
 */
export class TokenPath {
  readonly #supergraph: Supergraph;
  readonly #reviewer: Graph;
  #generation = '';
  #release = '';
  #savedVersion = 0;

  constructor(supergraph: Supergraph, reviewer: string) {
    this.#supergraph = supergraph;
    this.#reviewer = { graphql: (document, variables) => supergraph.graphql(document, variables, reviewer) };
  }

  async changeToken(): Promise<void> {
    const read = () => this.#ask<{ token: { id: string; value: unknown } }>('{ token(path: "color.action.primary") { id value } }');
    await insist(async () => {
      const { token } = await read();
      if (token.value === VALUE) return;
      await this.#do('updateToken', { id: token.id, value: VALUE, description: 'Darker' }, '... on Token { id }');
    });
  }

  async generate(): Promise<void> {
    this.#generation = await insist(async () => {
      const { id } = await this.#do<{ id: string }>('generateComponent', { prompt: PROMPT }, '... on Generation { id }');
      return id;
    });
    await this.#until('the component to be generated', async () => (await this.#generated()).status === 'SUCCEEDED');
  }

  async save(): Promise<void> {
    await insist(async () => {
      const { result } = await this.#generated();
      const input = { ...result, generation: this.#generation };
      const saved = await this.#do<{ latestVersion: { number: number } }>(
        'saveComponent',
        input,
        '... on Component { latestVersion { number } }',
      );
      this.#savedVersion = saved.latestVersion.number;
    });
  }

  async createProject(): Promise<void> {
    const input = {
      name: NAME,
      template: 'component-library',
      inputs: { deploymentTarget: 'development' },
      idempotencyKey: 'the-way-of-a-token',
    };
    const creation = await insist(() => this.#do<{ id: string }>('createProject', input, '... on ProjectCreation { id }'));
    const document = 'query ($id: ID!) { projectCreation(id: $id) { status error { message } } }';
    await this.#until('the project', async () => {
      const { projectCreation } = await this.#ask<{ projectCreation: { status: string; error: unknown } }>(document, { id: creation.id });
      if (projectCreation.status === 'FAILED') throw new Refused('createProject', 'FAILED', projectCreation.error);
      return projectCreation.status === 'SUCCEEDED';
    });
  }

  async environmentReady(): Promise<void> {
    await this.#until('the environment', async () => {
      const { devEnvironment } = await this.#project();
      if (devEnvironment?.status === 'FAILED') throw new Refused('devEnvironment', 'FAILED', devEnvironment.message);
      return devEnvironment?.status === 'READY';
    });
  }

  async commit(): Promise<void> {
    await insist(async () => {
      const { devEnvironment } = await this.#project();
      const environment = devEnvironment?.id;
      const content = devEnvironment?.file?.content;
      if (content === undefined) throw new Error('the environment has no index.html yet');
      if (!content.includes(GREETING)) {
        await this.#do(
          'writeFile',
          { environment, path: 'index.html', content: `${content}${GREETING}\n` },
          '... on EnvironmentFile { path }',
        );
      } else if (devEnvironment?.dirty === false) return;
      await this.#do('commitFiles', { environment, message: 'Greet who looks' }, '... on DevEnvironment { commit }');
    });
  }

  async built(): Promise<void> {
    await this.#until('the build', async () => {
      const run = await this.#runOfEdit();
      return run !== undefined && ['PUBLISHING', 'DEPLOYING', 'SUCCEEDED'].includes(run.status);
    });
  }

  async inDevelopment(): Promise<void> {
    await this.#until('the deployment to development', async () => (await this.#runOfEdit())?.status === 'SUCCEEDED');
    this.#release = (await insist(() => this.#project())).releases.edges[0]?.node.id ?? '';
  }

  async promote(environment: Promoted): Promise<void> {
    const latest = async () => {
      const { environments } = await this.#project();
      return environments.find(({ name }) => name === environment)?.latestDeployment ?? undefined;
    };
    await insist(async () => {
      if ((await latest()) === undefined)
        await this.#do('deployRelease', { release: this.#release, environment }, '... on Deployment { id }');
    });
    await insist(async () => {
      const { deployment } = await this.#ask<{ deployment: { approval: { id: string; status: string } } }>(
        'query ($id: ID!) { deployment(id: $id) { approval { id status } } }',
        { id: (await latest())?.id },
      );
      const { id, status } = deployment.approval;
      if (status === 'PENDING')
        await mutate(this.#reviewer, { field: 'approveDeployment', input: { approval: id }, selection: '... on Approval { id }' });
    });
    await this.#until(`the deployment to ${environment}`, async () => {
      const deployment = await latest();
      if (deployment?.status === 'FAILED' || deployment?.status === 'ROLLED_BACK')
        throw new Refused('deployRelease', deployment.status, deployment);
      return deployment?.status === 'SUCCEEDED';
    });
  }

  /** One of each, with everything that was acknowledged, and it runs. */
  async expectWhole(): Promise<void> {
    const all = await this.#ask<{
      token: { value: unknown; version: number };
      components: { edges: { node: { slug: string; latestVersion: { number: number }; registryEntry: { version: number } | null } }[] };
      projects: { edges: { node: { slug: string } }[] };
      projectCreations: { edges: { node: { status: string } }[] };
      generations: { edges: { node: { status: string } }[] };
    }>(
      `{ token(path: "color.action.primary") { value version }
         components(first: 50) { edges { node { slug latestVersion { number } registryEntry { version } } } }
         projects(first: 50) { edges { node { slug } } } projectCreations(first: 50) { edges { node { status } } }
         generations(first: 50) { edges { node { status } } } }`,
    );
    expect(all.token.value).toBe(VALUE);
    const card = all.components.edges.map(({ node }) => node).find(({ slug }) => slug === 'responsive-card');
    expect(card?.latestVersion.number).toBeGreaterThanOrEqual(this.#savedVersion);
    expect(card?.registryEntry?.version).toBe(card?.latestVersion.number);
    expect(all.projects.edges.filter(({ node }) => node.slug === SLUG)).toHaveLength(1);
    expect(all.projectCreations.edges.map(({ node }) => node.status)).toEqual(['SUCCEEDED']);
    expect(new Set(all.generations.edges.map(({ node }) => node.status))).toEqual(new Set(['SUCCEEDED']));

    const project = await this.#project();
    const runs = project.pipeline?.runs.edges.map(({ node }) => node) ?? [];
    expect(runs.map(({ status, message }) => `${message}: ${status}`).filter((line) => line.startsWith('Greet'))).toEqual([
      'Greet who looks: SUCCEEDED',
    ]);
    expect(new Set(runs.map(({ commit }) => commit)).size, 'each commit has one run').toBe(runs.length);
    const newest = project.releases.edges[0]?.node;
    expect(project.environments.map(({ name, latestDeployment }) => [name, latestDeployment?.status, latestDeployment?.version])).toEqual(
      ['DEVELOPMENT', 'STAGING', 'PRODUCTION'].map((name) => [name, 'SUCCEEDED', newest?.version]),
    );
    await this.#expectRepository(runs[0]?.commit);
    await this.#expectImages(project.releases.edges.map(({ node }) => node));
    for (const environment of ['development', 'staging', 'production']) {
      await waitFor(async () => (await served(this.#supergraph, environment)).includes(GREETING), {
        timeout: 60_000,
        what: `what runs in ${environment}`,
      });
    }
    const again = await insist(() => this.#project());
    await this.#until('the environment to be there again', async () => (await this.#project()).devEnvironment?.status === 'READY');
    expect(again.devEnvironment).toMatchObject({ dirty: false, file: { content: expect.stringContaining(GREETING) as string } });
  }

  /** A clone is whole, and its newest commit is the one that runs. */
  async #expectRepository(commit: string | undefined): Promise<void> {
    await using folder = await temporaryFolder();
    const address = new URL(`${this.#supergraph.urls.ignition}/git/${SLUG}.git`);
    address.username = 'engineer';
    address.password = await this.#supergraph.token('ENGINEER');
    const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: folder.path });
    await git('clone', '--quiet', address.href, '.');
    await git('fsck', '--strict');
    expect((await git('rev-parse', 'HEAD')).stdout.trim()).toBe(commit);
  }

  async #expectImages(releases: readonly { image: string; digest: string; version: string }[]): Promise<void> {
    for (const { version, digest } of releases) {
      const image = `docker://127.0.0.1:${this.#supergraph.env['WAYPOINT_REGISTRY_PORT']}/wissil/${SLUG}:${version}`;
      const { stdout } = await promisify(execFile)('skopeo', ['inspect', '--tls-verify=false', image]);
      expect(JSON.parse(stdout)).toMatchObject({ Digest: digest });
    }
  }

  async #generated(): Promise<Generation> {
    const { generation } = await this.#ask<{ generation: Generation }>(
      'query ($id: ID!) { generation(id: $id) { id status result { name description source tests stories } } }',
      { id: this.#generation },
    );
    if (generation.status === 'FAILED') throw new Refused('generateComponent', 'FAILED', generation);
    return generation;
  }

  async #runOfEdit() {
    const run = (await this.#project()).pipeline?.runs.edges.map(({ node }) => node).find(({ message }) => message.startsWith('Greet'));
    if (run?.status === 'FAILED') throw new Refused('pipeline', 'FAILED', run.error);
    return run;
  }

  async #project(): Promise<ProjectState> {
    const { project } = await this.#ask<{ project: ProjectState | null }>(
      `{ project(slug: "${SLUG}") { id devEnvironment { id status message dirty file(path: "index.html") { content } }
           environments { name latestDeployment { id status version } } releases(first: 20) { edges { node { id version image digest } } }
           pipeline { runs(first: 20) { edges { node { status message commit error { message } } } } } } }`,
    );
    if (!project) throw new Error('the project is not there yet');
    return project;
  }

  async #ask<Data>(document: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await this.#supergraph.graphql<Data>(document, variables);
    if (errors) throw new Error(`no answer: ${JSON.stringify(errors)}`);
    return data;
  }

  #do<Result>(field: string, input: object, selection: string): Promise<Result> {
    return mutate(this.#supergraph, { field, input, selection });
  }

  async #until(what: string, done: () => Promise<boolean>): Promise<void> {
    await waitFor(() => insist(done), { timeout: PATIENCE_MS, what });
  }
}

/** Until it is answered; refusals that are no outage are thrown. */
async function insist<Result>(work: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || performance.now() > until) throw error;
      await delay(PAUSE_MS);
    }
  }
}

function served({ env }: Supergraph, environment: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { host: `${SLUG}-${environment}.localhost` };
  request({ host: '127.0.0.1', port: env['WAYPOINT_RELEASES_PORT'], path: '/', headers }, (response) => resolve(text(response)))
    .on('error', reject)
    .end();
  return promise;
}
