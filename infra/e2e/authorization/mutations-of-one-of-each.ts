import { askGraph, type Supergraph, waitFor } from '@wissil/testkit';
import { mutate } from '../src/operations.ts';
import type { Actor } from './actors.ts';
import type { EffectiveMutation } from './effective-mutations.ts';
import { deploy, ODD, type OneOfEach, runsOf, shownComponent } from './one-of-each.ts';

const MESSAGE = 'Be even';

/** In an order in which all of them can be done. */
export function mutationsOfOneOfEach(supergraph: Supergraph, made: OneOfEach): EffectiveMutation[] {
  const { project, environment, releases, approvals } = made;
  const [first, second] = releases;
  const back = { project, environment: 'PRODUCTION', to: first, reason: 'It is too large.' };
  const written = { environment, path: 'src/even.ts', content: 'export const even = 42;\n' };
  return [
    { field: 'approveDeployment', input: { approval: approvals.approved } },
    { field: 'approveDeployment', input: { approval: approvals.production }, besides: 'deployment.production' },
    { field: 'rejectDeployment', input: { approval: approvals.rejected, comment: 'Not before Monday.' } },
    { field: 'rollBackDeployment', input: { project, environment: 'DEVELOPMENT', to: first, reason: 'It is too large.' } },
    {
      field: 'rollBackDeployment',
      input: back,
      besides: 'deployment.production',
      live: async () => {
        await runs(supergraph, { project, release: second, environment: 'PRODUCTION' });
        return back;
      },
    },
    { field: 'deployRelease', input: { release: second, environment: 'DEVELOPMENT' } },
    { field: 'showComponent', input: shownComponent('export const Shown = () => <i>changed</i>;\n') },
    { field: 'verifyComponent', input: CHECKED },
    { field: 'markNotificationsRead', input: {}, live: (administrator) => unread(supergraph, { release: second, administrator }) },
    { field: 'discardChanges', input: { environment } },
    { field: 'deleteFile', input: { environment, path: ODD } },
    { field: 'writeFile', input: written },
    { field: 'commitFiles', input: { environment, message: MESSAGE } },
    { field: 'cancelPipelineRun', input: { run: made.endedRun }, live: () => runOfCommit(supergraph, project) },
    { field: 'cancelBuild', input: { id: made.endedBuild }, live: () => projectBuild(supergraph, project) },
    { field: 'stopDevEnvironment', input: { environment } },
    { field: 'openDevEnvironment', input: { project } },
  ];
}

const CHECKED = {
  name: 'Checked',
  source: 'export function Checked() {\n  return <b>yes</b>;\n}\n',
  tests:
    "import { expect, it } from 'vitest';\nimport { Checked } from './Checked';\n\nit('is there', () => expect(Checked).toBeTypeOf('function'));\n",
  stories: "import { Checked } from './Checked';\n\nexport default { title: 'Checked', component: Checked };\n",
};

/** An administrator has been told of something. */
async function unread(supergraph: Supergraph, { release, administrator }: { release: string; administrator: Actor }): Promise<object> {
  await deploy(supergraph, release, 'STAGING');
  await waitFor(
    async () => {
      const { data } = await askGraph<{ notifications: { edges: { node: { readAt: string | null } }[] } }>(
        `${supergraph.gatewayUrl}/graphql`,
        '{ notifications(first: 1) { edges { node { readAt } } } }',
        { headers: administrator.headers },
      );
      return data.notifications.edges.some(({ node }) => node.readAt === null);
    },
    { what: 'a notification of the approval' },
  );
  return {};
}

/** What was approved before. */
async function runs(supergraph: Supergraph, { release, ...where }: Record<'environment' | 'project' | 'release', string>): Promise<void> {
  const document = 'query ($filter: DeploymentFilter) { deployments(first: 50, filter: $filter) { edges { node { release { id } } } } }';
  await waitFor(
    async () => {
      const { data } = await supergraph.graphql<{ deployments: { edges: { node: { release: { id: string } | null } }[] } }>(document, {
        filter: { ...where, status: 'SUCCEEDED' },
      });
      return data.deployments.edges.some(({ node }) => node.release?.id === release);
    },
    { timeout: 30_000, what: `the release ${release} in ${where.environment}` },
  );
}

function runOfCommit(supergraph: Supergraph, project: string): Promise<object> {
  return waitFor(
    async () => {
      const [newest] = await runsOf(supergraph, project);
      return newest?.message === MESSAGE ? { run: newest.id } : undefined;
    },
    { what: 'the run of the commit' },
  );
}

async function projectBuild(supergraph: Supergraph, project: string): Promise<object> {
  const { id } = await mutate<{ id: string }>(supergraph, {
    ...{ field: 'startProjectBuild', input: { project } },
    selection: '... on Build { id }',
  });
  return { id };
}
