import { ConflictError, type FieldProblem, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import type { IgnitionContext } from '../context.ts';
import { ProjectKindEnum } from '../project/project-kind.ts';
import { planProject, type ProjectPlan, type ProjectRequest } from '../project/project-plan.ts';
import { RepositoryHostEnum } from '../project/repository-type.ts';
import type { ScaffoldFile } from '../scaffold/scaffold-project.ts';
import { scaffoldOf } from './creation-job.ts';
import { CreateProjectInput } from './creation-mutations.ts';

const FileRef = builder.objectRef<ScaffoldFile>('PlannedFile').implement({
  permission: 'template.read',
  description: 'A file that a project would begin with.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'From the root of the repository.' }),
    size: t.int({ description: 'Bytes.', resolve: ({ content }) => Buffer.byteLength(content) }),
    executable: t.boolean({ description: 'Whether it is a program.', resolve: ({ executable }) => executable === true }),
    content: t.string({
      nullable: true,
      description: 'Its text; null of a file that is none.',
      resolve: ({ content }) => (typeof content === 'string' ? content : null),
    }),
  }),
});

const ProblemRef = builder.objectRef<FieldProblem>('PlanProblem').implement({
  permission: 'template.read',
  description: 'Why a project cannot be made so.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Which value is meant: name, or inputs.packageManager.' }),
    message: t.exposeString('message', { description: 'What is wrong with it, and what to do.' }),
  }),
});

interface DryRun {
  /** Null where there are problems. */
  plan: ProjectPlan | null;
  problems: readonly FieldProblem[];
}

const PlanRef = builder.objectRef<DryRun>('ProjectPlan').implement({
  permission: 'template.read',
  description: 'What createProject would make of its input. Null where there are problems is all but these.',
  fields: (t) => ({
    problems: t.field({ type: [ProblemRef], description: 'Everything that is wrong.', resolve: ({ problems }) => [...problems] }),
    slug: t.string({ nullable: true, description: 'The npm package name, which is free now.', resolve: ({ plan }) => plan?.slug }),
    kind: t.field({ type: ProjectKindEnum, nullable: true, description: 'What would be built of it.', resolve: ({ plan }) => plan?.kind }),
    healthPath: t.string({
      nullable: true,
      description: 'Where what is built of it would say that it is well.',
      resolve: ({ plan }) => plan?.healthPath,
    }),
    repositoryHost: t.field({
      type: RepositoryHostEnum,
      nullable: true,
      description: 'Where its repository would be.',
      resolve: ({ plan }) => plan?.repository.host,
    }),
    files: t.field({
      type: [FileRef],
      nullable: true,
      description: 'Every file of the first commit, by its path. They wear the tokens that SLATE has now.',
      resolve: async ({ plan }, _args, { themes }) => plan && scaffoldOf(plan, await themes.css(plan.theme)),
    }),
  }),
});

builder.queryField('projectPlan', (t) =>
  t.field({
    permission: 'template.read',
    type: PlanRef,
    nullable: true,
    description: 'A dry run: what createProject would do with the same input, without doing it.',
    args: { input: t.arg({ type: CreateProjectInput, required: true }) },
    resolve: (_root, { input }, context) => dryRun({ ...input, inputs: input.inputs }, context),
  }),
);

async function dryRun(request: ProjectRequest, { creations, gitHub, templates }: IgnitionContext): Promise<DryRun> {
  try {
    const plan = planProject(request, { templates: await templates(), gitHub });
    await creations.assertFree(plan.slug);
    return { plan, problems: [] };
  } catch (error) {
    if (error instanceof InvalidInputError) return { plan: null, problems: error.fields };
    if (error instanceof NotFoundError) return { plan: null, problems: [{ path: 'template', message: error.message }] };
    if (error instanceof ConflictError) return { plan: null, problems: [{ path: 'name', message: error.message }] };
    throw error;
  }
}
