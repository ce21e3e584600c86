import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { Approval } from './approval-type.ts';

const ApproveDeploymentInput = builder.inputType('ApproveDeploymentInput', {
  description: 'What is approved.',
  fields: (t) => ({
    approval: t.id({ required: true }),
    comment: t.string({ description: 'What others should know about the decision.' }),
  }),
});

const RejectDeploymentInput = builder.inputType('RejectDeploymentInput', {
  description: 'What is rejected, and why.',
  fields: (t) => ({
    approval: t.id({ required: true }),
    comment: t.string({ required: true, description: 'Why; who asked for the deployment is told.' }),
  }),
});

builder.mutationFields((t) => ({
  approveDeployment: t.field({
    permission: 'deployment.approve',
    type: Approval,
    description:
      'Lets a deployment begin. Production takes `deployment.production`, and somebody else than who asked for it, unless PRODUCTION_SELF_APPROVAL lets the only administrator.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: ApproveDeploymentInput, required: true }) },
    resolve: (_root, { input }, context) => context.approvals.decide({ ...input, verdict: 'APPROVED' }, context),
  }),
  rejectDeployment: t.field({
    permission: 'deployment.approve',
    type: Approval,
    description: 'Ends a deployment that waits for approval.',
    errors: { types: [InvalidInputError, NotFoundError, ConflictError] },
    args: { input: t.arg({ type: RejectDeploymentInput, required: true }) },
    resolve: (_root, { input }, context) => context.approvals.decide({ ...input, verdict: 'REJECTED' }, context),
  }),
}));
