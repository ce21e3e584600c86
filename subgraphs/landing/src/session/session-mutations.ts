import { NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { Session } from './session-type.ts';

const EndSessionInput = builder.inputType('EndSessionInput', {
  description: 'Which of one’s own sessions to end.',
  fields: (t) => ({ id: t.id({ required: true }) }),
});

const EndOtherSessionsInput = builder.inputType('EndOtherSessionsInput', {
  description: 'Whether the session that asks ends too.',
  fields: (t) => ({ includeCurrent: t.boolean({ required: true }) }),
});

const EndedSessions = builder.objectRef<{ count: number }>('EndedSessions').implement({
  permission: 'account.manage',
  description: 'Sessions that have ended.',
  fields: (t) => ({ count: t.exposeInt('count') }),
});

builder.mutationFields((t) => ({
  endSession: t.field({
    permission: 'account.manage',
    type: Session,
    description: 'Signs one of one’s own browsers out.',
    errors: { types: [NotFoundError] },
    args: { input: t.arg({ type: EndSessionInput, required: true }) },
    resolve: (_root, { input }, { sessions, caller }) => sessions.end(input.id, caller.subject),
  }),
  endOtherSessions: t.field({
    permission: 'account.manage',
    type: EndedSessions,
    description: 'Signs one’s other browsers out, or all of them.',
    errors: { types: [] },
    args: { input: t.arg({ type: EndOtherSessionsInput, required: true }) },
    resolve: async (_root, { input }, { sessions, caller }) => ({
      count: await sessions.endAll(caller.subject, input.includeCurrent ? {} : { except: caller.credential }),
    }),
  }),
}));
