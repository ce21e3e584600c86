import { loadKeyedPage, pageOfArray } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import { ProjectConnection, projectOfRow, PROJECTS_OF_TEMPLATE } from '../project/project-list.ts';
import { TemplateRef } from './template-ref.ts';
import { INPUT_KINDS, type TemplateInput, WIZARD_STEPS } from './template-input.ts';

const InputKind = builder.enumType('TemplateInputKind', { values: INPUT_KINDS, description: 'What kind of answer a question takes.' });
const WizardStep = builder.enumType('WizardStep', { values: WIZARD_STEPS, description: 'The steps of the wizard, in their order.' });

const OptionRef = builder.objectRef<TemplateInput['options'][number]>('TemplateInputOption').implement({
  permission: 'template.read',
  description: 'One of the answers to choose from.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'What the answer holds.' }),
    label: t.exposeString('label', { description: 'What people read.' }),
  }),
});

const InputRef = builder.objectRef<TemplateInput>('TemplateInput').implement({
  permission: 'template.read',
  description: 'One question of the wizard.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name among the inputs of createProject.' }),
    label: t.exposeString('label', { description: 'What people read.' }),
    description: t.exposeString('description', { nullable: true, description: 'What the answer leads to.' }),
    kind: t.field({
      type: InputKind,
      description: 'TEXT and CHOICE take a text, MULTI_CHOICE a list of texts, BOOLEAN true or false.',
      resolve: ({ kind }) => kind,
    }),
    step: t.field({ type: WizardStep, description: 'The step that asks it.', resolve: ({ step }) => step }),
    required: t.exposeBoolean('required', { description: 'Whether there must be an answer, given or by default.' }),
    defaultValue: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What counts where nothing is given.',
      resolve: ({ defaultValue }) => defaultValue,
    }),
    options: t.field({ type: [OptionRef], description: 'What CHOICE and MULTI_CHOICE choose from.', resolve: ({ options }) => options }),
    pattern: t.exposeString('pattern', { nullable: true, description: 'A regular expression that a TEXT value matches.' }),
  }),
});

TemplateRef.implement({
  permission: 'template.read',
  description: 'A kind of project with the questions that its wizard asks.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with tpl_.' }),
    slug: t.exposeString('slug', { description: 'Its name in addresses: nextjs-application' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', { description: 'What comes out of it.' }),
    version: t.exposeString('version', { description: 'Semantic version.' }),
    framework: t.exposeString('framework', { description: 'What its projects stand on.' }),
    tags: t.exposeStringList('tags', { description: 'Words to find it by.' }),
    inputs: t.field({ type: [InputRef], description: 'The questions, in the order of the wizard.', resolve: ({ inputs }) => inputs }),
    projects: t.field({
      type: ProjectConnection,
      args: t.arg.connectionArgs(),
      description: 'The projects that were made from it, newest first.',
      resolve: ({ id }, args, context) => loadKeyedPage(context, { list: PROJECTS_OF_TEMPLATE, key: id, args, toNode: projectOfRow }),
    }),
  }),
});

builder.asEntity(TemplateRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: async ({ id }, context) => (await context.templates()).find((template) => template.id === id) ?? null,
});

const TemplateConnection = builder.connectionObject(
  { type: TemplateRef, name: 'TemplateConnection', shareable: true },
  { name: 'TemplateEdge', shareable: true },
);

builder.queryFields((t) => ({
  templates: t.field({
    permission: 'template.read',
    type: TemplateConnection,
    nullable: true,
    description: 'The gallery, in its order.',
    args: t.arg.connectionArgs(),
    resolve: async (_root, args, context) => pageOfArray(await context.templates(), args),
  }),
  template: t.field({
    permission: 'template.read',
    type: TemplateRef,
    nullable: true,
    description: 'The template of this slug.',
    args: { slug: t.arg.string({ required: true, description: 'nextjs-application' }) },
    resolve: async (_root, { slug }, context) => (await context.templates()).find((template) => template.slug === slug),
  }),
}));
