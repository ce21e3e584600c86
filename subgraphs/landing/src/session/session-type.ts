import type { PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import type { LandingContext } from '../context.ts';

export const Session = builder.prismaObject('Session', {
  permission: 'account.manage',
  description: 'A browser that is signed in.',
  fields: (t) => ({
    id: t.exposeID('id'),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When somebody signed in.' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', description: 'When it was used last, to the minute.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends at the latest; it ends sooner where nobody uses it.' }),
    address: t.exposeString('address', { description: 'The network address that it was begun from.' }),
    userAgent: t.exposeString('userAgent', { description: 'What the browser says that it is.' }),
    current: t.boolean({
      description: 'Whether it is the one that asks.',
      resolve: ({ id }, _args, { caller }) => id === caller.credential,
    }),
  }),
});

builder.asEntity(Session, {
  key: builder.selection<{ id: string }>('id'),
  // Of others only who may see the people sees sessions.
  resolveReference: async ({ id }, context) => {
    const session = await sessionById(context, id);
    return session !== null && (session.userId === context.caller.subject || context.caller.permissions.has('user.read')) ? session : null;
  },
});

export const SessionConnection = builder.connectionObject(
  { type: Session, name: 'SessionConnection', shareable: true, description: 'A page of sessions.' },
  { name: 'SessionEdge', shareable: true },
);

/** The open sessions of a user, the one used last first. */
export function sessionsPage(context: LandingContext, userId: string, args: PageArguments) {
  return context.sessions.page(userId, args);
}

export function sessionById(context: LandingContext, id: string) {
  return context.loaders.one('session by id', id, (ids: readonly string[]) => context.sessions.byIds(ids));
}
