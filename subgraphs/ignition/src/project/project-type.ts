import { builder } from '../builder.ts';
import { TemplateRef } from '../template/template-ref.ts';
import { cloneUrlOf } from '../repository/repository-address.ts';
import { ProjectKindEnum } from './project-kind.ts';
import { ProjectConnection, ProjectRef } from './project-list.ts';
import { RepositoryRef } from './repository-type.ts';

const CreatorRef = builder.objectRef<{ id: string; name: string }>('ProjectCreator').implement({
  permission: 'project.read',
  description: 'Who has had a project made, as they were called then.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Of the person; begins with usr_.' }),
    name: t.exposeString('name', { description: 'Their name.' }),
  }),
});

ProjectRef.implement({
  permission: 'project.read',
  description: 'A project that was made from a template.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with prj_.' }),
    slug: t.exposeString('slug', { description: 'Its npm package name, made from its name.' }),
    name: t.exposeString('name', { description: 'As it was called in the wizard.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    template: t.field({
      type: TemplateRef,
      description: 'What it was made from.',
      resolve: async ({ id, templateId }, _args, context) => {
        const template = (await context.templates()).find((candidate) => candidate.id === templateId);
        if (!template) throw new Error(`The template ${templateId} of the project ${id} does not exist.`);
        return template;
      },
    }),
    templateVersion: t.exposeString('templateVersion', { description: 'The version of the template that it was made from.' }),
    inputs: t.field({
      type: 'JSON',
      description: 'The answers of the wizard, with the defaults filled in.',
      resolve: ({ inputs }) => inputs,
    }),
    kind: t.field({ type: ProjectKindEnum, description: 'What is built of it.', resolve: ({ kind }) => kind }),
    healthPath: t.exposeString('healthPath', { description: 'Where what is built of it says that it is well.' }),
    repository: t.field({
      type: RepositoryRef,
      nullable: true,
      description: 'Where its code is. Null of projects from before projects had repositories.',
      resolve: ({ slug, repositoryHost, repositoryCloneUrl, repositoryWebUrl, defaultBranch }, _args, { address }) =>
        repositoryHost && {
          host: repositoryHost,
          cloneUrl: cloneUrlOf({ cloneUrl: repositoryCloneUrl, slug }, address),
          webUrl: repositoryWebUrl,
          defaultBranch: defaultBranch ?? 'main',
        },
    }),
    headCommit: t.exposeString('headCommit', { nullable: true, description: 'The newest commit of its default branch.' }),
    createdBy: t.field({
      type: CreatorRef,
      nullable: true,
      description: 'Who has had it made.',
      resolve: ({ createdById, createdByName }) => (createdById === null ? null : { id: createdById, name: createdByName ?? '' }),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});

builder.asEntity(ProjectRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => context.projects.byId(context, id),
});

const ProjectFilter = builder.inputType('ProjectFilter', {
  description: 'Which projects to list; all that is given must fit.',
  fields: (t) => ({
    template: t.string({ description: "A template's slug." }),
    search: t.string({ description: 'A part of the name, the slug or the description; case does not matter.' }),
  }),
});

builder.queryFields((t) => ({
  projects: t.field({
    permission: 'project.read',
    type: ProjectConnection,
    nullable: true,
    description: 'Every project, newest first.',
    args: { ...t.arg.connectionArgs(), filter: t.arg({ type: ProjectFilter }) },
    resolve: (_root, { filter, ...args }, context) => context.projects.page(args, filter ?? {}),
  }),
  project: t.field({
    permission: 'project.read',
    type: ProjectRef,
    nullable: true,
    description: 'The project of this slug.',
    args: { slug: t.arg.string({ required: true, description: 'aurora-shop' }) },
    resolve: (_root, { slug }, context) => context.projects.bySlug(slug),
  }),
}));
