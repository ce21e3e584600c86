import { type Action, assertMay } from '@wissil/platform/auth';
import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import type { EnvironmentName as Environment } from '../../generated/prisma/client.ts';
import { actorOf } from '../actor.ts';
import { builder } from '../builder.ts';
import { EnvironmentName } from '../environment/environment-type.ts';
import { Deployment, DeploymentStatus } from './deployment-type.ts';

const RecordDeploymentInput = builder.inputType('RecordDeploymentInput', {
  description: 'Reports a deployment that a pipeline outside WISSIL carries out (for example GitHub Actions).',
  fields: (t) => ({
    environment: t.field({ type: EnvironmentName, required: true }),
    project: t.id({ description: 'The project that is deployed.' }),
    build: t.id({ description: 'The build that is deployed.' }),
    service: t.string({ description: 'What is deployed, if it is no project of WISSIL’s.' }),
    version: t.string({ required: true, description: 'Such as 1.4.0: letters, digits, dots, dashes and underscores, as in an image tag.' }),
    url: t.string({ description: 'Where it will be opened, an absolute http or https address.' }),
  }),
});

const UpdateDeploymentStatusInput = builder.inputType('UpdateDeploymentStatusInput', {
  description: 'Reports how far a deployment is.',
  fields: (t) => ({
    id: t.id({ required: true }),
    status: t.field({ type: DeploymentStatus, required: true }),
    message: t.string({ description: 'What people should know about it.' }),
    url: t.string({ description: 'Where it is opened, an absolute http or https address.' }),
  }),
});

const DeployReleaseInput = builder.inputType('DeployReleaseInput', {
  description: 'Which release to bring where.',
  fields: (t) => ({
    release: t.id({ required: true }),
    environment: t.field({ type: EnvironmentName, required: true }),
    reason: t.string({ description: 'Why; who approves it reads it.' }),
  }),
});

const RollBackDeploymentInput = builder.inputType('RollBackDeploymentInput', {
  description: 'Where to go back, to what, and why.',
  fields: (t) => ({
    project: t.id({ required: true }),
    environment: t.field({ type: EnvironmentName, required: true }),
    to: t.id({ description: 'A release that has run there. Not given: the one before the present one.' }),
    reason: t.string({ required: true, description: 'Why; it stands in the history.' }),
  }),
});

builder.mutationType({
  fields: (t) => ({
    recordDeployment: t.field({
      permission: 'deployment.write',
      type: Deployment,
      description: 'Records a deployment; it begins as PENDING.',
      errors: { types: [InvalidInputError, NotFoundError] },
      args: { input: t.arg({ type: RecordDeploymentInput, required: true }) },
      resolve: (_root, { input }, context) => {
        assertMay(context.caller, permissionToDeploy(input.environment));
        return context.deployments.record(input);
      },
    }),
    updateDeploymentStatus: t.field({
      permission: 'deployment.write',
      type: Deployment,
      description: 'Moves a deployment on: PENDING → IN_PROGRESS → SUCCEEDED or FAILED.',
      errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
      args: { input: t.arg({ type: UpdateDeploymentStatusInput, required: true }) },
      resolve: async (_root, { input }, context) => {
        const environment = await context.deployments.environmentOf(input.id);
        if (environment) assertMay(context.caller, permissionToDeploy(environment));
        return context.deployments.updateStatus(input);
      },
    }),
    deployRelease: t.field({
      permission: 'deployment.write',
      type: Deployment,
      description: 'Brings a release to an environment: development at once, staging and production when it is approved.',
      errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
      args: { input: t.arg({ type: DeployReleaseInput, required: true }) },
      resolve: (_root, { input }, context) => context.promotions.deploy(input, actorOf(context.caller)),
    }),
    rollBackDeployment: t.field({
      permission: 'deployment.write',
      type: Deployment,
      description: 'Brings a release back that has run in an environment, from the registry and without a build.',
      errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
      args: { input: t.arg({ type: RollBackDeploymentInput, required: true }) },
      resolve: (_root, { input }, context) => {
        assertMay(context.caller, permissionToDeploy(input.environment));
        return context.promotions.rollBack(input, actorOf(context.caller));
      },
    }),
  }),
});

/** What is users' own to see is an administrator's to deploy (AUTH-3, AUTH-4). */
function permissionToDeploy(environment: Environment): Action {
  return environment === 'PRODUCTION' ? 'deployment.production' : 'deployment.write';
}
