import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import type { Invitation as InvitationParts } from './user-service.ts';
import { User, UserRole } from './user-type.ts';

const Invitation = builder.objectRef<InvitationParts>('Invitation').implement({
  permission: 'user.manage',
  description: 'What to send to somebody, so that they set up how they sign in.',
  fields: (t) => ({
    user: t.field({ type: User, resolve: ({ user }) => user }),
    url: t.exposeString('url', { description: 'Shown once. Whoever opens it first sets up the account.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'Null: as long as they are invited.' }),
  }),
});

const InviteUserInput = builder.inputType('InviteUserInput', {
  description: 'Whom to invite.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'Under which they sign in.' }),
    name: t.string({ required: true, description: '1 to 80 characters.' }),
    role: t.field({ type: UserRole, required: true }),
  }),
});

const ChangeUserRoleInput = builder.inputType('ChangeUserRoleInput', {
  description: 'Whose role, and what it becomes.',
  fields: (t) => ({ id: t.id({ required: true }), role: t.field({ type: UserRole, required: true }) }),
});

const inputOf = (name: string, description: string) =>
  builder.inputType(name, { description, fields: (t) => ({ id: t.id({ required: true }) }) });

const RenewInvitationInput = inputOf('RenewInvitationInput', 'Whose invitation.');
const ResetSecondFactorInput = inputOf('ResetSecondFactorInput', 'Whose second factor.');
const DisableUserInput = inputOf('DisableUserInput', 'Whom to disable.');
const EnableUserInput = inputOf('EnableUserInput', 'Whom to enable.');
const EndUserSessionsInput = inputOf('EndUserSessionsInput', 'Whom to sign out.');

const refusals = { types: [NotFoundError, ConflictError] };

builder.mutationFields((t) => ({
  inviteUser: t.field({
    permission: 'user.manage',
    type: Invitation,
    description: 'Lets somebody sign in.',
    errors: { types: [InvalidInputError, ConflictError] },
    args: { input: t.arg({ type: InviteUserInput, required: true }) },
    resolve: async (_root, { input }, { users }) => named(await users.invite(input)),
  }),
  renewInvitation: t.field({
    permission: 'user.manage',
    type: Invitation,
    description: 'A new link for somebody who has not signed in yet; earlier ones end.',
    errors: refusals,
    args: { input: t.arg({ type: RenewInvitationInput, required: true }) },
    resolve: async (_root, { input }, { users }) => named(await users.renewInvitation(input.id)),
  }),
  resetSecondFactor: t.field({
    permission: 'user.manage',
    type: Invitation,
    description: 'Takes somebody’s second factor away, signs them out, and makes a link for setting up another.',
    errors: refusals,
    args: { input: t.arg({ type: ResetSecondFactorInput, required: true }) },
    resolve: async (_root, { input }, { users, caller }) => named(await users.resetSecondFactor(input.id, caller.subject)),
  }),
  changeUserRole: t.field({
    permission: 'user.manage',
    type: User,
    description: 'Gives somebody another role, at once.',
    errors: refusals,
    args: { input: t.arg({ type: ChangeUserRoleInput, required: true }) },
    resolve: (_root, { input }, { users, caller }) => users.changeRole(input.id, input.role, caller.subject),
  }),
  disableUser: t.field({
    permission: 'user.manage',
    type: User,
    description: 'Signs somebody out and lets them in no more, neither them nor their access tokens.',
    errors: refusals,
    args: { input: t.arg({ type: DisableUserInput, required: true }) },
    resolve: (_root, { input }, { users, caller }) => users.disable(input.id, caller.subject),
  }),
  enableUser: t.field({
    permission: 'user.manage',
    type: User,
    description: 'Lets somebody who was disabled in again.',
    errors: refusals,
    args: { input: t.arg({ type: EnableUserInput, required: true }) },
    resolve: (_root, { input }, { users, caller }) => users.enable(input.id, caller.subject),
  }),
  endUserSessions: t.field({
    permission: 'user.manage',
    type: User,
    description: 'Signs somebody out everywhere. Their access tokens go on.',
    errors: { types: [NotFoundError] },
    args: { input: t.arg({ type: EndUserSessionsInput, required: true }) },
    resolve: (_root, { input }, { users }) => users.endSessions(input.id),
  }),
}));

/** With the id by which the audit record names what came of it. */
function named(invitation: InvitationParts): InvitationParts & { id: string } {
  return { id: invitation.user.id, ...invitation };
}
