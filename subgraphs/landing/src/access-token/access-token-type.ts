import type { AccessToken as AccessTokenRow } from '../../generated/prisma/client.ts';
import { type KeyedList, loadKeyedPage, type Page, type PageArguments } from '@wissil/platform/graphql';
import { builder } from '../builder.ts';
import type { LandingContext } from '../context.ts';

export const AccessTokenKind = builder.enumType('AccessTokenKind', {
  description: 'For what an access token is.',
  values: {
    TOOL: { description: 'A tool that works for a person: may what the person may, within its scopes.' },
    AGENT: { description: 'A program on a person’s behalf: may what the role AGENT and the person may, within its scopes.' },
  } as const,
});

export const AccessToken = builder.prismaObject('AccessToken', {
  permission: 'access-token.manage',
  description: 'What a tool or an agent proves with for whom it works. Its secret is shown once, when it is created.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name', { description: 'What it is called in lists and in the audit log.' }),
    kind: t.expose('kind', { type: AccessTokenKind }),
    scopes: t.exposeStringList('scopes', { description: 'Actions of the permission table, sorted.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'To the minute; null where it has never been used.',
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When it was ended before its time.' }),
  }),
});

builder.asEntity(AccessToken, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: async ({ id }, context) => {
    const found = await context.loaders.one('access token by id', id, (ids: readonly string[]) => context.accessTokens.byIds(ids));
    return found && (found.userId === context.caller.subject || context.caller.permissions.has('user.read')) ? found : null;
  },
});

export const AccessTokenConnection = builder.connectionObject(
  { type: AccessToken, name: 'AccessTokenConnection', shareable: true, description: 'A page of access tokens.' },
  { name: 'AccessTokenEdge', shareable: true },
);

const OF_A_USER: KeyedList = { table: 'access_token', keyColumn: 'user_id', orderColumn: 'created_at' };

/** A page of somebody's access tokens, newest first, those that are revoked or have expired included. */
export function accessTokensOf(userId: string, args: PageArguments, context: LandingContext): Promise<Page<AccessTokenRow>> {
  return loadKeyedPage(context, { list: OF_A_USER, key: userId, args, toNode: accessTokenOf });
}

/** A row of `access_token` as AccessToken's resolvers take it. */
function accessTokenOf(row: Record<string, unknown>): AccessTokenRow {
  return {
    id: row['id'] as string,
    userId: row['user_id'] as string,
    kind: row['kind'] as AccessTokenRow['kind'],
    name: row['name'] as string,
    scopes: row['scopes'] as string[],
    secretHash: row['secret_hash'] as string,
    createdAt: row['created_at'] as Date,
    expiresAt: row['expires_at'] as Date,
    lastUsedAt: row['last_used_at'] as Date | null,
    revokedAt: row['revoked_at'] as Date | null,
  };
}
