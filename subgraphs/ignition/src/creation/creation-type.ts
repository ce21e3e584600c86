import { builder } from '../builder.ts';
import type { ProjectCreation } from '../../generated/prisma/client.ts';
import { ProjectRef } from '../project/project-list.ts';
import { TemplateRef } from '../template/template-ref.ts';
import { CREATION_STATUSES, type CreationStep } from './creation-step.ts';
import { planOf, stepsOf } from './creation-store.ts';

const StatusEnum = builder.enumType('CreationStatus', {
  values: CREATION_STATUSES,
  description: 'How far something is. What has SUCCEEDED or FAILED does not change any more.',
});

const StepRef = builder.objectRef<CreationStep>('ProjectCreationStep').implement({
  permission: 'project.read',
  description: 'A part of making a project.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'scaffold, repository, first-commit or register.' }),
    status: t.field({ type: StatusEnum, description: 'How far it is.', resolve: ({ status }) => status }),
    message: t.exposeString('message', { nullable: true, description: 'What came of it, or what keeps it.' }),
  }),
});

const FailureRef = builder.objectRef<{ message: string; remedy: string }>('ProjectCreationFailure').implement({
  permission: 'project.read',
  description: 'Why a project was not made. Nothing of it is left, and its name is free.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What happened.' }),
    remedy: t.exposeString('remedy', { description: 'What to do about it.' }),
  }),
});

export const CreationRef = builder.objectRef<ProjectCreation>('ProjectCreation').implement({
  permission: 'project.read',
  description: 'The making of a project, which goes on whatever happens to who asked for it: in the end there is all of it, or nothing.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with crt_.' }),
    name: t.exposeString('name', { description: 'Of the project.' }),
    slug: t.exposeString('slug', { description: 'Its npm package name, taken from the beginning on.' }),
    template: t.field({
      type: TemplateRef,
      nullable: true,
      description: 'What it is made from.',
      resolve: async (creation, _args, context) => (await context.templates()).find(({ id }) => id === planOf(creation).template.id),
    }),
    status: t.field({ type: StatusEnum, description: 'How far it is.', resolve: ({ status }) => status }),
    steps: t.field({ type: [StepRef], description: 'Its parts, in order.', resolve: stepsOf }),
    project: t.field({
      type: ProjectRef,
      nullable: true,
      description: 'What came of it, once it has SUCCEEDED.',
      resolve: ({ status, projectId }, _args, context) => (status === 'SUCCEEDED' ? context.projects.byId(context, projectId) : null),
    }),
    error: t.field({
      type: FailureRef,
      nullable: true,
      description: 'Why it has FAILED.',
      resolve: ({ error }) => error as { message: string; remedy: string } | null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
});

builder.asEntity(CreationRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => context.creations.byId(context, id),
});

const CreationConnection = builder.connectionObject(
  { type: CreationRef, name: 'ProjectCreationConnection', shareable: true },
  { name: 'ProjectCreationEdge', shareable: true },
);

builder.queryFields((t) => ({
  projectCreation: t.field({
    permission: 'project.read',
    type: CreationRef,
    nullable: true,
    description: 'The making of a project of this id.',
    args: { id: t.arg.id({ required: true, description: 'crt_…' }) },
    resolve: (_root, { id }, context) => context.creations.byId(context, id),
  }),
  projectCreations: t.field({
    permission: 'project.read',
    type: CreationConnection,
    nullable: true,
    description: 'Every making of a project, newest first: also those under way, and those that failed.',
    args: t.arg.connectionArgs(),
    resolve: (_root, args, context) => context.creations.page(args),
  }),
}));
