import { type Action, actionsOf, type Caller, PERMISSION_TABLE, rolesOf } from '@wissil/platform/auth';
import type { PageArguments } from '@wissil/platform/graphql';
import type { User as UserRow } from '../../generated/prisma/client.ts';
import { AccessToken, AccessTokenConnection, accessTokensOf } from '../access-token/access-token-type.ts';
import { scopesFor } from '../access-token/access-token-input.ts';
import { builder } from '../builder.ts';
import { Session, sessionById, SessionConnection, sessionsPage } from '../session/session-type.ts';
import type { IdentityProviderFacts } from './identity-provider-facts.ts';

const Role = builder.enumType('Role', {
  description: 'What a caller may do; infra/docs/permissions.md has the table.',
  values: {
    DESIGNER: { description: 'Works on the design system.' },
    ENGINEER: { description: 'Creates, builds and deploys to staging.' },
    ADMIN: { description: 'May everything that people may.' },
    AGENT: { description: 'A program on a person’s behalf.' },
  } as const,
});

const CallerKind = builder.enumType('CallerKind', {
  description: 'Who makes a request.',
  values: {
    HUMAN: { description: 'A person, with a session.' },
    TOOL: { description: 'A tool that works for a person, with an access token.' },
    AGENT: { description: 'A program on a person’s behalf, with an access token.' },
  } as const,
});

const KINDS = { human: 'HUMAN', tool: 'TOOL', agent: 'AGENT' } as const;

const TokenScope = builder.objectRef<Action>('TokenScope').implement({
  permission: 'account.read',
  description: 'What an access token may be given.',
  fields: (t) => ({
    action: t.string({ description: 'Of the permission table.', resolve: (action) => action }),
    allows: t.string({ description: 'What it allows, for people.', resolve: (action) => PERMISSION_TABLE[action].allows }),
    agent: t.boolean({
      description: 'Whether an agent’s token may be given it too.',
      resolve: (action) => rolesOf(action).includes('AGENT'),
    }),
  }),
});

const IdentityProvider = builder.objectRef<IdentityProviderFacts>('IdentityProvider').implement({
  permission: 'account.read',
  description: 'Who checks passwords and second factors.',
  fields: (t) => ({
    embedded: t.exposeBoolean('embedded', { description: 'Whether it is WISSIL’s own.' }),
    name: t.exposeString('name'),
    changePasswordUrl: t.exposeString('changePasswordUrl', { nullable: true, description: 'Null where it is that provider’s own affair.' }),
    recoveryCodesUrl: t.exposeString('recoveryCodesUrl', { nullable: true, description: 'Where new recovery codes are made.' }),
  }),
});

/** Somebody who asks, and for whom. */
interface ViewerParts {
  caller: Caller & { kind: keyof typeof KINDS };
  user: UserRow;
}

const Viewer = builder.objectRef<ViewerParts>('Viewer').implement({
  permission: 'account.read',
  description: 'Who asks. For a tool or an agent: the person for whom it works, with what it may do.',
  fields: (t) => ({
    id: t.id({ description: 'Of the user.', resolve: ({ user }) => user.id }),
    name: t.string({ resolve: ({ user }) => user.name }),
    email: t.string({ resolve: ({ user }) => user.email }),
    role: t.field({ type: Role, resolve: ({ caller, user }) => caller.role ?? user.role }),
    kind: t.field({ type: CallerKind, resolve: ({ caller }) => KINDS[caller.kind] }),
    permissions: t.stringList({
      description: 'The actions of the permission table that this caller may take, sorted.',
      resolve: ({ caller }) => [...caller.permissions].sort(),
    }),
    tokenScopes: t.field({
      type: [TokenScope],
      description: 'What a new access token of this person may be given; empty for who creates none.',
      resolve: ({ caller }) => (caller.permissions.has('access-token.manage') ? scopesFor('TOOL', actionsOf(caller.role ?? 'AGENT')) : []),
    }),
    session: t.field({
      type: Session,
      nullable: true,
      description: 'The one that asks. Tools and agents have none.',
      resolve: ({ caller }, _args, context) => sessionById(context, caller.credential),
    }),
    sessions: t.connection(
      {
        type: Session,
        nullable: true,
        description: 'The browsers in which one is signed in, the one used last first.',
        resolve: ({ user }, args: PageArguments, context) => sessionsPage(context, user.id, args),
      },
      SessionConnection,
    ),
    accessTokens: t.connection(
      {
        type: AccessToken,
        nullable: true,
        description: 'One’s own, newest first, those that are revoked or have expired included.',
        resolve: ({ user }, args: PageArguments, context) => accessTokensOf(user.id, args, context),
      },
      AccessTokenConnection,
    ),
    identityProvider: t.field({ type: IdentityProvider, resolve: (_viewer, _args, { identityProvider }) => identityProvider }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    permission: 'account.read',
    type: Viewer,
    nullable: true,
    description: 'Who asks.',
    resolve: async (_root, _args, context) => {
      const { caller } = context;
      if (!isPersonOrToken(caller)) return null;
      const user = await context.loaders.one('user by id', caller.subject, (ids: readonly string[]) => context.users.byIds(ids));
      return user && { caller, user };
    },
  }),
);

function isPersonOrToken(caller: Caller): caller is ViewerParts['caller'] {
  return Object.hasOwn(KINDS, caller.kind);
}
