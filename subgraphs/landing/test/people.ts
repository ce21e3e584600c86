import { type Action, type Caller, callerOf, IDENTITY_CHANGED, type IdentityChange } from '@wissil/platform/auth';
import { createPool } from '@wissil/platform/database';
import { newId } from '@wissil/platform/graphql';
import { type RunningSubgraph, waitFor } from '@wissil/testkit';
import type { Role, UserStatus } from '../generated/prisma/client.ts';
import { type Installation, startInstallation, startLanding } from './start-landing.ts';

export interface Person {
  id: string;
  name: string;
  email: string;
  /** With a session. */
  caller: Caller;
}

/** What a mutation answers, with the members of all its types that tests look at. */
export interface Answer {
  __typename: string;
  code?: string;
  message?: string;
  permission?: string;
  fields?: { path: string; message: string }[];
  id?: string;
  role?: string;
  status?: string;
  url?: string;
  expiresAt?: string | null;
  revokedAt?: string | null;
  user?: { id: string; name: string; email: string; role: string; status: string };
  accessToken?: { id: string; name: string; kind: string; scopes: string[]; expiresAt: string };
  secret?: string;
  count?: number;
  unreadCount?: number;
}

/** LANDING with people in it. */
export interface LandingWithPeople extends AsyncDisposable {
  installation: Installation;
  landing: RunningSubgraph;
  sql: ReturnType<typeof createPool>;
  /** The changes of identities that were published since the start. */
  changes: IdentityChange[];
  person(role: Role, options?: { status?: UserStatus; local?: boolean }): Promise<Person>;
  mutate(field: string, input: object, caller: Caller): Promise<Answer>;
  untilChanged(change: IdentityChange): Promise<unknown>;
}

export async function startLandingWithPeople(): Promise<LandingWithPeople> {
  const installation = await startInstallation();
  const landing = await startLanding(installation);
  const sql = createPool(installation.databaseUrl, 'landing');
  const changes: IdentityChange[] = [];
  await landing.bus.subscribe(IDENTITY_CHANGED, ({ payload }) => void changes.push(payload as IdentityChange));
  let people = 0;
  return {
    installation,
    landing,
    sql,
    changes,
    async person(role, { status = 'ACTIVE', local = false } = {}) {
      const id = newId('User');
      const name = `${role.toLowerCase()} ${(people += 1)}`;
      const email = `${name.replace(' ', '.')}@example.org`;
      const subject = status === 'INVITED' ? null : id;
      await sql.query(
        `INSERT INTO "user" (id, email, name, role, status, issuer, subject, local) VALUES ($1, $2, $3, $4::"Role", $5::"UserStatus", $6, $7, $8)`,
        [id, email, name, role, status, subject && 'https://id.example.org', subject, local],
      );
      return { id, name, email, caller: personCaller(id, name, role) };
    },
    async mutate(field, input, caller) {
      const result = await landing.query<Record<string, Answer>>(mutationOf(field), { input }, caller);
      if (result.errors) throw new Error(result.errors.map(({ message }) => message).join(' '));
      return result.data[field] as Answer;
    },
    untilChanged: (change) => waitFor(() => changes.some((each) => JSON.stringify(each) === JSON.stringify(change))),
    async [Symbol.asyncDispose]() {
      await sql.end();
      await landing[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    },
  };
}

export function personCaller(subject: string, name: string, role: Role): Caller {
  const identity = { kind: 'human', subject, name, role, credential: `ses_${subject}`, expiresAt: Number.MAX_SAFE_INTEGER } as const;
  return callerOf(identity, '127.0.0.1');
}

/** A tool or an agent of that person. */
export function tokenCaller({ id, name }: Person, kind: 'tool' | 'agent', role: 'AGENT' | Role, actions: readonly Action[]): Caller {
  const expiresAt = Number.MAX_SAFE_INTEGER;
  return callerOf({ kind, subject: id, name, role, actions, credential: 'act_1', credentialName: 'ci', expiresAt }, '127.0.0.1');
}

function mutationOf(field: string): string {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${field}(input: $input) {
    __typename
    ... on Error { code message }
    ... on ForbiddenError { permission }
    ... on InvalidInputError { fields { path message } }
    ... on User { id role status }
    ... on Invitation { url expiresAt user { id name email role status } }
    ... on CreatedAccessToken { secret accessToken { id name kind scopes expiresAt } }
    ... on AccessToken { id revokedAt }
    ... on Session { id }
    ... on EndedSessions { count }
    ... on ReadNotifications { count unreadCount }
  } }`;
}
