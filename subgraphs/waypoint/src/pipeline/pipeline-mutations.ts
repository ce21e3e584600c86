import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { actorOf } from '../actor.ts';
import { builder } from '../builder.ts';
import { PipelineRun } from './run-type.ts';

const StartPipelineInput = builder.inputType('StartPipelineInput', {
  description: 'What to build, release and deploy.',
  fields: (t) => ({
    project: t.id({ required: true }),
    commit: t.string({ description: 'A commit of the default branch, in full. Not given: the newest.' }),
  }),
});

const CancelPipelineRunInput = builder.inputType('CancelPipelineRunInput', {
  description: 'Which run to stop.',
  fields: (t) => ({ run: t.id({ required: true }) }),
});

builder.mutationFields((t) => ({
  startPipeline: t.field({
    permission: 'deployment.write',
    type: PipelineRun,
    description: 'Starts a run of a project’s pipeline.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: StartPipelineInput, required: true }) },
    resolve: (_root, { input }, context) => context.pipelines.start(input, actorOf(context.caller)),
  }),
  cancelPipelineRun: t.field({
    permission: 'deployment.write',
    type: PipelineRun,
    description: 'Stops a run that has not begun to deploy.',
    errors: { types: [NotFoundError, ConflictError] },
    args: { input: t.arg({ type: CancelPipelineRunInput, required: true }) },
    resolve: (_root, { input }, context) => context.pipelines.cancel(input.run, actorOf(context.caller)),
  }),
}));
