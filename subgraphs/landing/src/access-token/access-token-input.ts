import { type Action, actionsOf, isAction, type Role, TOKEN_SCOPES } from '@wissil/platform/auth';
import { z } from 'zod';
import type { AccessTokenKind } from '../../generated/prisma/client.ts';
import { lineOf, parseInput } from '../user/identity-input.ts';

/** Days that an access token may last. */
const LONGEST_LIFE_DAYS = 365;

export interface NewAccessToken {
  name: string;
  kind: AccessTokenKind;
  scopes: Action[];
  expiresInDays: number;
}

/** What an access token may be given of what a person may do. */
export function scopesFor(kind: AccessTokenKind, permissions: ReadonlySet<Action>): Action[] {
  const agent = actionsOf('AGENT');
  return TOKEN_SCOPES.filter((action) => permissions.has(action) && (kind === 'TOOL' || agent.has(action)));
}

/**
 * @param owner what the person may do for whom it works, and how they are called in refusals
 * @throws InvalidInputError with every problem at once
 */
export function parseNewAccessToken(input: unknown, owner: { permissions: ReadonlySet<Action>; role: Role }): NewAccessToken {
  const schema = z
    .object({
      name: lineOf(60),
      kind: z.enum(['TOOL', 'AGENT']),
      scopes: z.array(z.string()).min(1, 'Choose at least one scope: an access token without any can do nothing.').max(200),
      expiresInDays: z
        .int('Write a whole number of days.')
        .min(1, 'It must be good for at least one day.')
        .max(LONGEST_LIFE_DAYS, `It can be good for at most ${LONGEST_LIFE_DAYS} days.`),
    })
    .superRefine(({ kind, scopes }, { addIssue }) => {
      const allowed = scopesFor(kind, owner.permissions);
      const refused = scopes.filter((scope) => !isAction(scope) || !allowed.includes(scope)).map((scope) => scope.slice(0, 60));
      if (refused.length === 0) return;
      const who = kind === 'AGENT' ? `an agent on behalf of the role ${owner.role}` : `a tool on behalf of the role ${owner.role}`;
      addIssue({
        code: 'custom',
        path: ['scopes'],
        message: `${refused.slice(0, 5).join(', ')}: not what ${who} may be given, which is ${allowed.join(', ') || 'nothing'}.`,
      });
    });
  const { scopes, ...rest } = parseInput(schema, input);
  return { ...rest, scopes: [...new Set(scopes as Action[])].sort() };
}
