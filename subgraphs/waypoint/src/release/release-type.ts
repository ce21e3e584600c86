import { type KeyedList, loadKeyedPage, type PageArguments } from '@wissil/platform/graphql';
import type { Release as ReleaseRow } from '../../generated/prisma/client.ts';
import { builder } from '../builder.ts';
import type { WaypointContext } from '../context.ts';
import { Build, Deployment, DeploymentConnection, deploymentsOf, Project } from '../deployment/deployment-type.ts';
import { rowOfColumns } from '../row-of-columns.ts';

const RELEASES: KeyedList = { table: 'release', keyColumn: 'project_id', orderColumn: 'created_at' };

export const Release = builder.prismaObject('Release', {
  permission: 'deployment.read',
  description: 'A version of a project, as an image that environments run.',
  fields: (t) => ({
    id: t.exposeID('id'),
    project: t.field({ type: Project, nullable: true, resolve: ({ projectId }) => ({ id: projectId }) }),
    build: t.field({ type: Build, nullable: true, description: 'The build that it holds.', resolve: ({ buildId }) => ({ id: buildId }) }),
    version: t.exposeString('version', { description: '1.0 and the number of the pipeline’s run: the tag of its image.' }),
    image: t.string({
      description: 'As tools take it: registry, repository and tag.',
      resolve: ({ repository, version }, _args, context) => `${context.registryHost}/${repository}:${version}`,
    }),
    digest: t.exposeString('digest', { description: 'Of the image’s manifest.' }),
    sizeBytes: t.exposeInt('sizeBytes', { description: 'Of all that the image consists of, as it travels.' }),
    commit: t.exposeString('commit'),
    message: t.exposeString('message', { description: 'Of the commit.' }),
    healthPath: t.exposeString('healthPath', { description: 'Where it says that it is well.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    imageRemovedAt: t.expose('imageRemovedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its image was removed, as it was too old to keep; it cannot be deployed any more. Null while it is there.',
    }),
    deployments: t.connection(
      {
        type: Deployment,
        nullable: true,
        description: 'Where it was brought to, newest first.',
        resolve: ({ id }, args: PageArguments, context) => deploymentsOf(context, { keyColumn: 'release_id', key: id, args }),
      },
      DeploymentConnection,
    ),
  }),
});

builder.asEntity(Release, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => releaseById(context, id),
});

const ReleaseConnection = builder.connectionObject(
  { type: Release, name: 'ReleaseConnection', shareable: true, description: 'A page of releases.' },
  { name: 'ReleaseEdge', shareable: true },
);

builder.prismaObjectField(Deployment, 'release', (t) =>
  t.field({
    type: Release,
    nullable: true,
    description: 'What was deployed, where WAYPOINT made it.',
    resolve: ({ releaseId }, _args, context) => (releaseId === null ? null : releaseById(context, releaseId)),
  }),
);

builder.objectField(Project, 'releases', (t) =>
  t.connection(
    {
      type: Release,
      nullable: true,
      description: 'Its releases, newest first.',
      resolve: ({ id }, args: PageArguments, context) =>
        loadKeyedPage(context, { list: RELEASES, key: id, args, toNode: rowOfColumns<ReleaseRow> }),
    },
    ReleaseConnection,
  ),
);

builder.queryFields((t) => ({
  releases: t.connection(
    {
      permission: 'deployment.read',
      type: Release,
      nullable: true,
      description: 'The releases of a project, newest first.',
      args: { project: t.arg.id({ required: true }) },
      resolve: (_root, { project, ...args }, context) =>
        loadKeyedPage(context, { list: RELEASES, key: project, args: args as PageArguments, toNode: rowOfColumns<ReleaseRow> }),
    },
    ReleaseConnection,
  ),
  release: t.field({
    permission: 'deployment.read',
    type: Release,
    nullable: true,
    description: 'One release by its id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => releaseById(context, id),
  }),
}));

function releaseById(context: WaypointContext, id: string): Promise<ReleaseRow | null> {
  return context.loaders.one('release by id', id, async (ids: readonly string[]) => {
    const found = new Map((await context.db.release.findMany({ where: { id: { in: [...ids] } } })).map((row) => [row.id, row]));
    return ids.map((each) => found.get(each) ?? null);
  });
}
