import { type Action, actionsOf } from '@wissil/platform/auth';
import type { Supergraph } from '@wissil/testkit';
import { createProject, recordDeployment, saveComponent, startBuild, updateToken } from '../src/operations.ts';
import { holdAccess } from '../src/held-access.ts';
import type { Actor } from './actors.ts';

/** An input with which the mutation does what it is for, where it is allowed. */
export interface EffectiveMutation {
  field: string;
  input: object;
  /** What its values need besides what the field declares. */
  besides?: Action;
  /** Makes something that is under way, which it works on, and returns the input: with `input` it can only be denied, since that has ended. */
  live?: (administrator: Actor) => Promise<object>;
}

/** What works on what only `makeOneOfEach` makes. Without it, that it is denied is tried with the least that its input may be. */
export const ON_ONE_OF_EACH: readonly string[] = [
  ...['approveDeployment', 'cancelPipelineRun', 'deployRelease', 'rejectDeployment', 'rollBackDeployment'],
  ...['commitFiles', 'deleteFile', 'discardChanges', 'openDevEnvironment', 'stopDevEnvironment', 'writeFile'],
  ...['cancelBuild', 'markNotificationsRead', 'showComponent', 'verifyComponent'],
];

/** Something for every other mutation to work on, and its input. They are in an order in which all of them can be done. */
export async function effectiveMutations(supergraph: Supergraph): Promise<EffectiveMutation[]> {
  const { token, releases } = await aToken(supergraph);
  const project = await createProject(supergraph, 'To Be Changed');
  const build = await startBuild(supergraph, project.id);
  const [staging, production] = await Promise.all(
    ['STAGING', 'PRODUCTION'].map((environment) =>
      recordDeployment(supergraph, { project: project.id, build: build.id, version: '1.0.0', ...{ environment } }),
    ),
  );
  await saveComponent(supergraph, 'Permitted');
  const [held, disabled] = await Promise.all([holdAccess(supergraph, 'ENGINEER', [...actionsOf('AGENT')].slice(1)), invite(supergraph)]);
  await supergraph.graphql('mutation ($id: ID!) { disableUser(input: { id: $id }) { __typename } }', { id: disabled });
  const [invited, demoted] = [await invite(supergraph), await invite(supergraph)];
  const file = { path: 'index.ts', content: 'export const answer = 43;\n' };
  return [
    { field: 'checkSystemHealth', input: { name: 'SLATE' } },
    { field: 'createProject', input: { name: 'Not Allowed', template: 'api-service', inputs: { deploymentTarget: 'none' } } },
    { field: 'generateComponent', input: { prompt: 'A badge that shows a status' } },
    { field: 'startBuild', input: { entry: file.path, files: [file], project: project.id } },
    { field: 'startProjectBuild', input: { project: project.id } },
    { field: 'startPipeline', input: { project: project.id } },
    { field: 'updateToken', input: { id: token, value: '{color.black}', description: 'Changed by who may not.' } },
    { field: 'rollBackTokens', input: { release: releases } },
    { field: 'saveComponent', input: COMPONENT },
    { field: 'recordDeployment', input: { environment: 'STAGING', service: 'not-allowed', version: '1.0.0' } },
    {
      field: 'recordDeployment',
      input: { environment: 'PRODUCTION', service: 'not-allowed', version: '1.0.0' },
      besides: 'deployment.production',
    },
    { field: 'updateDeploymentStatus', input: { id: staging?.id, status: 'IN_PROGRESS' } },
    { field: 'updateDeploymentStatus', input: { id: production?.id, status: 'IN_PROGRESS' }, besides: 'deployment.production' },
    { field: 'createAccessToken', input: { name: 'not allowed', kind: 'TOOL', scopes: ['token.read'], expiresInDays: 1 } },
    { field: 'inviteUser', input: { email: 'not-allowed@example.org', name: 'Not Allowed', role: 'ADMIN' } },
    { field: 'renewInvitation', input: { id: invited } },
    { field: 'changeUserRole', input: { id: demoted, role: 'ADMIN' } },
    { field: 'disableUser', input: { id: demoted } },
    { field: 'enableUser', input: { id: disabled } },
    { field: 'revokeAccessToken', input: { id: held.tokenId }, besides: 'user.manage' },
    { field: 'endUserSessions', input: { id: held.userId } },
    { field: 'resetSecondFactor', input: { id: held.userId } },
    { field: 'verifyAuditLog', input: {} },
    // Of the caller alone: who is allowed to ends what is their own.
    { field: 'endSession', input: { id: held.sessionId } },
    { field: 'endOtherSessions', input: { includeCurrent: false } },
  ];
}

const COMPONENT = {
  name: 'NotAllowed',
  description: 'Saved by who may not.',
  source: 'export function NotAllowed() {\n  return <b>no</b>;\n}\n',
  tests: "import { NotAllowed } from './NotAllowed';\n\nvoid NotAllowed;\n",
  stories: "import { NotAllowed } from './NotAllowed';\n\nexport default { title: 'NotAllowed', component: NotAllowed };\n",
};

/** One that has been changed twice, and the release before. */
async function aToken(supergraph: Supergraph): Promise<{ token: string; releases: string }> {
  const { data } = await supergraph.graphql<{ token: { id: string } }>('{ token(path: "color.white") { id } }');
  for (const value of ['{color.black}', '{color.spark.500}'])
    await updateToken(supergraph, { id: data.token.id, value, description: 'For a test.' });
  const answer = await supergraph.graphql<{ tokenSets: { edges: { node: { releases: { edges: { node: { id: string } }[] } } }[] } }>(
    '{ tokenSets(first: 1) { edges { node { releases(first: 2) { edges { node { id } } } } } } }',
  );
  return { token: data.token.id, releases: answer.data.tokenSets.edges[0]?.node.releases.edges[1]?.node.id ?? '' };
}

async function invite(supergraph: Supergraph): Promise<string> {
  const { data } = await supergraph.graphql<{ inviteUser: { user: { id: string } } }>(
    'mutation ($input: InviteUserInput!) { inviteUser(input: $input) { ... on Invitation { user { id } } } }',
    { input: { email: `${crypto.randomUUID()}@example.org`, name: 'Somebody', role: 'ENGINEER' } },
  );
  return data.inviteUser.user.id;
}
