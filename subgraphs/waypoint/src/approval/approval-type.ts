import { loadListPage, type PageArguments } from '@wissil/platform/graphql';
import { type Action, rolesOf } from '@wissil/platform/auth';
import type { Approval as ApprovalRow } from '../../generated/prisma/client.ts';
import { WissilError } from '@wissil/platform/errors';
import { actorOfRow } from '../actor.ts';
import { ActorRef } from '../actor-type.ts';
import { builder } from '../builder.ts';
import type { WaypointContext } from '../context.ts';
import { Deployment, deploymentById } from '../deployment/deployment-type.ts';
import { takesAnother } from './self-approval.ts';

const ApprovalStatus = builder.enumType('ApprovalStatus', {
  description: 'What was decided.',
  values: { PENDING: { description: 'Nothing yet.' }, APPROVED: {}, REJECTED: {} } as const,
});

export const Approval = builder.prismaObject('Approval', {
  permission: 'deployment.read',
  description: 'A decision that a deployment waits for.',
  fields: (t) => ({
    id: t.exposeID('id'),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      resolve: ({ deploymentId }, _args, context) => deploymentById(context, deploymentId),
    }),
    status: t.expose('status', { type: ApprovalStatus }),
    requiredPermission: t.exposeString('permission', { description: 'The action of the permission table that deciding needs.' }),
    requiredRole: t.string({
      description: 'The least role that has it.',
      resolve: ({ permission }) => rolesOf(permission as Action)[0] as string,
    }),
    decidedBy: t.field({
      type: ActorRef,
      nullable: true,
      resolve: ({ decidedById, decidedByName }) => actorOfRow(decidedById, decidedByName),
    }),
    selfApproved: t.boolean({
      description: 'Whether who asked for the deployment is who approved it.',
      resolve: async ({ status, deploymentId, decidedById }, _args, context) => {
        if (status !== 'APPROVED' || decidedById === null) return false;
        return (await deploymentById(context, deploymentId))?.requestedById === decidedById;
      },
    }),
    selfApprovalRefusal: t.string({
      nullable: true,
      description: 'Why who asked for the deployment may not approve it, and what to do; null where they may, and where it is decided.',
      resolve: (approval, _args, context) => selfApprovalRefusal(approval, context),
    }),
    comment: t.exposeString('comment', { nullable: true, description: 'What who decided had to say.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.asEntity(Approval, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => approvalBy(context, 'id', id),
});

const ApprovalConnection = builder.connectionObject(
  { type: Approval, name: 'ApprovalConnection', shareable: true, description: 'A page of approvals.' },
  { name: 'ApprovalEdge', shareable: true },
);

builder.prismaObjectField(Deployment, 'approval', (t) =>
  t.field({
    type: Approval,
    nullable: true,
    description: 'The decision that it waits for, or waited for.',
    resolve: ({ id }, _args, context) => approvalBy(context, 'deploymentId', id),
  }),
);

builder.queryField('approval', (t) =>
  t.field({
    permission: 'deployment.read',
    type: Approval,
    nullable: true,
    description: 'One approval by its id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => approvalBy(context, 'id', id),
  }),
);

builder.queryField('approvals', (t) =>
  t.connection(
    {
      permission: 'deployment.read',
      type: Approval,
      nullable: true,
      description: 'The decisions that deployments wait for, the newest first.',
      args: {
        status: t.arg({ type: ApprovalStatus, defaultValue: 'PENDING' }),
        project: t.arg.id(),
      },
      resolve: (_root, { status, project, ...args }, { db }) => {
        const where = { ...(status && { status }), ...(project && { projectId: project }) };
        return loadListPage(args as PageArguments, {
          find: (query) => db.approval.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], ...query }),
          count: () => db.approval.count({ where }),
        });
      },
    },
    ApprovalConnection,
  ),
);

function approvalBy(context: WaypointContext, column: 'id' | 'deploymentId', key: string): Promise<ApprovalRow | null> {
  return context.loaders.one(`approval by ${column}`, key, async (keys: readonly string[]) => {
    const rows = await context.db.approval.findMany({ where: { [column]: { in: [...keys] } } });
    const found = new Map(rows.map((row) => [row[column], row]));
    return keys.map((each) => found.get(each) ?? null);
  });
}

async function selfApprovalRefusal(approval: ApprovalRow, context: WaypointContext): Promise<string | null> {
  if (approval.status !== 'PENDING' || !takesAnother(approval)) return null;
  const { selfApproval, loaders } = context;
  const requestedBy = (await deploymentById(context, approval.deploymentId))?.requestedById;
  if (requestedBy == null) return null;
  try {
    const administrators = await loaders.one('administrators', 'all', async (keys: readonly string[]) => {
      const all = await selfApproval.administrators();
      return keys.map(() => all);
    });
    return selfApproval.refusalOf(requestedBy, administrators);
  } catch (error) {
    // Then nobody may: the approval would be refused with the same words.
    if (error instanceof WissilError) return error.message;
    throw error;
  }
}
