import { type Action, actionsOf, type Role, TOKEN_SCOPES } from '@wissil/platform/auth';
import type { PersonRole, Supergraph } from '@wissil/testkit';
import { cookieOf } from '../src/held-access.ts';

/** Who asks, and what the permission table allows them. */
export interface Actor {
  who: string;
  headers: Record<string, string>;
  permissions: ReadonlySet<Action>;
}

const PEOPLE = ['DESIGNER', 'ENGINEER', 'ADMIN'] as const satisfies readonly Role[];

/** Each role as a person, as a tool with all scopes and as an agent; then a tool, or an agent, with each single scope. */
export function everybody(supergraph: Supergraph): Promise<Actor[]> {
  return Promise.all([
    ...PEOPLE.map((role) => person(supergraph, role)),
    ...PEOPLE.map((role) => tool(supergraph, role, scopesOf(role))),
    agent(supergraph, scopesOf('AGENT')),
    ...scopesOf('ADMIN').map((scope) => tool(supergraph, 'ADMIN', [scope])),
    ...scopesOf('AGENT').map((scope) => agent(supergraph, [scope])),
  ]);
}

/** One of each sort. */
export function some(supergraph: Supergraph): Promise<Actor[]> {
  return Promise.all([
    person(supergraph, 'ADMIN'),
    person(supergraph, 'DESIGNER'),
    tool(supergraph, 'ENGINEER', scopesOf('ENGINEER')),
    tool(supergraph, 'ADMIN', ['build.read']),
    agent(supergraph, scopesOf('AGENT')),
  ]);
}

function scopesOf(role: Role): Action[] {
  return TOKEN_SCOPES.filter((action) => actionsOf(role).has(action));
}

async function person(supergraph: Supergraph, role: PersonRole): Promise<Actor> {
  return { who: `a person, ${role}`, headers: cookieOf(await supergraph.session(role)), permissions: actionsOf(role) };
}

async function tool(supergraph: Supergraph, role: PersonRole, scopes: readonly Action[]): Promise<Actor> {
  return withToken(`a tool of ${role} with ${scopes.join(', ')}`, await supergraph.token(role, { scopes }), scopes);
}

async function agent(supergraph: Supergraph, scopes: readonly Action[]): Promise<Actor> {
  return withToken(`an agent with ${scopes.join(', ')}`, await supergraph.token('ADMIN', { kind: 'AGENT', scopes }), scopes);
}

function withToken(who: string, token: string, scopes: readonly Action[]): Actor {
  return { who, headers: { authorization: `Bearer ${token}` }, permissions: new Set([...scopes, 'account.read' as const]) };
}
