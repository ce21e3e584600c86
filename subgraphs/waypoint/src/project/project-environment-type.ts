import type { Deployment as DeploymentRow, Environment as EnvironmentRow } from '../../generated/prisma/client.ts';
import { builder } from '../builder.ts';
import type { WaypointContext } from '../context.ts';
import { Deployment, Project } from '../deployment/deployment-type.ts';
import { allEnvironments, EnvironmentName, PromotionPolicy } from '../environment/environment-type.ts';

interface ProjectEnvironment {
  projectId: string;
  environment: EnvironmentRow;
}

const ProjectEnvironmentRef = builder.objectRef<ProjectEnvironment>('ProjectEnvironment').implement({
  permission: 'deployment.read',
  description: 'What one environment has of one project.',
  fields: (t) => ({
    name: t.field({ type: EnvironmentName, resolve: ({ environment }) => environment.name }),
    title: t.string({ description: 'The name that people read.', resolve: ({ environment }) => environment.title }),
    policy: t.field({ type: PromotionPolicy, resolve: ({ environment }) => environment.policy }),
    currentDeployment: t.field({
      type: Deployment,
      nullable: true,
      description: 'What runs there: the newest that succeeded and was not rolled back.',
      resolve: (parent, _args, context) => deploymentIn(context, parent, 'current'),
    }),
    latestDeployment: t.field({
      type: Deployment,
      nullable: true,
      description: 'The newest, however it went.',
      resolve: (parent, _args, context) => deploymentIn(context, parent, 'latest'),
    }),
  }),
});

builder.objectField(Project, 'environments', (t) =>
  t.field({
    type: [ProjectEnvironmentRef],
    nullable: true,
    description: 'Where it runs, in the order of promotion.',
    resolve: async ({ id }, _args, context) => (await allEnvironments(context)).map((environment) => ({ projectId: id, environment })),
  }),
);

function deploymentIn(
  context: WaypointContext,
  { projectId, environment }: ProjectEnvironment,
  which: 'current' | 'latest',
): Promise<DeploymentRow | null> {
  return context.loaders.one(`${which} deployment of a project`, `${projectId} ${environment.id}`, async (keys: readonly string[]) => {
    const projects = [...new Set(keys.map((key) => key.split(' ', 1)[0] as string))];
    const found = new Map(
      (await context.environments.newestOf(projects, which)).map((row) => [`${row.projectId} ${row.environmentId}`, row]),
    );
    return keys.map((key) => found.get(key) ?? null);
  });
}
