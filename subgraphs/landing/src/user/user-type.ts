import type { PageArguments } from '@wissil/platform/graphql';
import { AccessTokenConnection, AccessToken, accessTokensOf } from '../access-token/access-token-type.ts';
import { builder } from '../builder.ts';
import { Session, SessionConnection, sessionsPage } from '../session/session-type.ts';

export const UserRole = builder.enumType('UserRole', {
  description: 'What a person may do; infra/docs/permissions.md has the table.',
  values: {
    DESIGNER: { description: 'Works on the design system.' },
    ENGINEER: { description: 'Creates, builds and deploys to staging.' },
    ADMIN: { description: 'May everything that people may.' },
  } as const,
});

const UserStatus = builder.enumType('UserStatus', {
  description: 'Whether somebody can sign in.',
  values: {
    INVITED: { description: 'May sign in, and has not yet.' },
    ACTIVE: { description: 'Has signed in.' },
    DISABLED: { description: 'May not sign in any more; their access tokens have no effect.' },
  } as const,
});

export const User = builder.prismaObject('User', {
  permission: 'user.read',
  description: 'Somebody who may sign in.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    email: t.exposeString('email', { description: 'In lower case.' }),
    role: t.expose('role', { type: UserRole }),
    status: t.expose('status', { type: UserStatus }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', nullable: true, description: 'Null where they have never signed in.' }),
    local: t.exposeBoolean('local', { description: 'No person: scripts work for it with access tokens, and nobody signs in as it.' }),
    // Who asks is part of the answer, so it needs a permission whose answers nobody shares.
    self: t.boolean({
      permission: 'account.read',
      description: 'Whether it is the viewer.',
      resolve: ({ id }, _args, { caller }) => id === caller.subject,
    }),
    sessions: t.connection(
      {
        type: Session,
        nullable: true,
        description: 'The browsers in which they are signed in, the one used last first.',
        resolve: (user, args: PageArguments, context) => sessionsPage(context, user.id, args),
      },
      SessionConnection,
    ),
    accessTokens: t.connection(
      {
        type: AccessToken,
        nullable: true,
        description: 'Newest first, those that are revoked or have expired included.',
        resolve: (user, args: PageArguments, context) => accessTokensOf(user.id, args, context),
      },
      AccessTokenConnection,
    ),
  }),
});

builder.asEntity(User, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => context.loaders.one('user by id', id, (ids: readonly string[]) => context.users.byIds(ids)),
});

const UserConnection = builder.connectionObject(
  { type: User, name: 'UserConnection', shareable: true, description: 'A page of users.' },
  { name: 'UserEdge', shareable: true },
);

const UserFilter = builder.inputType('UserFilter', {
  description: 'Only the users to which all of it applies.',
  fields: (t) => ({
    search: t.string({ description: 'A part of the name or the e-mail address, in any case.' }),
    role: t.field({ type: UserRole }),
    status: t.field({ type: UserStatus }),
  }),
});

builder.queryFields((t) => ({
  users: t.connection(
    {
      permission: 'user.read',
      type: User,
      nullable: true,
      description: 'The people of this installation, newest first.',
      args: { filter: t.arg({ type: UserFilter }) },
      resolve: (_root, args, { users }) => users.page(args, args.filter ?? {}),
    },
    UserConnection,
  ),
  user: t.field({
    permission: 'user.read',
    type: User,
    nullable: true,
    description: 'One user by id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => context.loaders.one('user by id', id, (ids: readonly string[]) => context.users.byIds(ids)),
  }),
}));
