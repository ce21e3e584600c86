import { ForbiddenError, WissilError } from '../errors/index.ts';
import { type Action, actionsOf, type Role } from './permissions.ts';

/** Who is behind a credential, as LANDING knows it. What travels between processes is exactly this. */
export interface Identity {
  /** A person's session, a tool with a person's access token, an agent on a person's behalf, or one of WISSIL's own services. */
  kind: 'human' | 'tool' | 'agent' | 'service';
  /** The person: usr_…; for a service its name. */
  subject: string;
  name: string;
  /** Of a person with a session. */
  email?: string;
  role: Role;
  /** What it may do, where that is less than the role: the scopes of an access token. */
  actions?: readonly Action[];
  /** The session or access token: ses_…, act_…. */
  credential: string;
  /** What the access token is called. */
  credentialName?: string;
  /** Milliseconds since the epoch at which the credential ends by itself. */
  expiresAt: number;
}

/** Who a request is made for, as it was established once at the edge. */
export interface Caller {
  readonly kind: 'anonymous' | Identity['kind'];
  /** usr_…; empty for nobody. */
  readonly subject: string;
  readonly name: string;
  readonly role: Role | undefined;
  readonly permissions: ReadonlySet<Action>;
  /**
   * Equal scopes see equal data wherever no personal permission is involved (permissions.ts). Every dedupe, batch and fan-out key holds it,
   * or `personalScope`.
   */
  readonly scope: string;
  /** Differs between any two callers. */
  readonly personalScope: string;
  /** ses_… or act_…; empty for nobody. */
  readonly credential: string;
  readonly credentialName: string | undefined;
  /** The network address that the request came from; empty where it is not known. */
  readonly address: string;
}

const NOTHING: ReadonlySet<Action> = new Set();

export const ANONYMOUS: Caller = anonymousFrom('');

export function anonymousFrom(address: string): Caller {
  return Object.freeze({
    kind: 'anonymous',
    subject: '',
    name: 'nobody',
    role: undefined,
    permissions: NOTHING,
    scope: 'anonymous',
    personalScope: 'anonymous',
    credential: '',
    credentialName: undefined,
    address,
  });
}

/** @param address where the request came from */
export function callerOf(identity: Identity, address: string): Caller {
  const allowed = actionsOf(identity.role);
  const permissions = identity.actions ? new Set(identity.actions.filter((action) => allowed.has(action))) : allowed;
  const scope = identity.actions ? `${identity.role} ${[...permissions].sort().join(' ')}` : identity.role;
  return Object.freeze({
    kind: identity.kind,
    subject: identity.subject,
    name: identity.name,
    role: identity.role,
    permissions,
    scope,
    personalScope: `${scope} ${identity.subject} ${identity.credential}`,
    credential: identity.credential,
    credentialName: identity.credentialName,
    address,
  });
}

/** @throws WissilError UNAUTHENTICATED for nobody, ForbiddenError for somebody without the permission */
export function assertMay(caller: Caller, action: Action): void {
  if (caller.permissions.has(action)) return;
  throw refusalFor(caller, action);
}

/** Why the caller may not. */
export function refusalFor(caller: Caller, action: Action): WissilError {
  if (caller.kind === 'anonymous') return new WissilError('UNAUTHENTICATED', 'Sign in first: this needs to know who you are.');
  return new ForbiddenError(action, describe(caller));
}

function describe({ kind, role, credentialName }: Caller): string {
  return kind === 'human' ? `the role ${role}` : `the access token “${credentialName}”`;
}
