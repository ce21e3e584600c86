import { randomBytes } from 'node:crypto';
import {
  type Action,
  type Caller,
  IDENTITY_HEADER,
  IdentitySigner,
  openInstallationSecret,
  requestLocalToken,
} from '@wissil/platform/auth';
import { askGraph } from './graph-request.ts';
import { signInPerson } from './sign-in-person.ts';

export type PersonRole = 'ADMIN' | 'DESIGNER' | 'ENGINEER';

export interface TokenOptions {
  scopes?: readonly Action[];
  kind?: 'AGENT' | 'TOOL';
  /** Somebody else than the other local users of that role. */
  person?: string;
}

/** A session of a person of that role, as a browser holds it. */
export interface TestSession {
  userId: string;
  sessionId: string;
  cookie: { name: string; value: string };
}

/** Who acts in tests of a supergraph. */
export class SupergraphIdentities {
  readonly #landingUrl: string;
  readonly #dataFolder: string;
  #administrator: Promise<string> | undefined;

  constructor(landingUrl: string, dataFolder: string) {
    this.#landingUrl = landingUrl;
    this.#dataFolder = dataFolder;
  }

  /** A new access token, as `npm run access-token` makes them. */
  async token(role: PersonRole, { scopes, person, kind = 'TOOL' }: TokenOptions = {}): Promise<string> {
    const secret = await openInstallationSecret({ secret: undefined, dataFolder: this.#dataFolder });
    return requestLocalToken({
      landingUrl: this.#landingUrl,
      secret,
      role,
      kind,
      name: 'test',
      days: 1,
      ...(person !== undefined && { person }),
      ...(scopes && { scopes: [...scopes] }),
    });
  }

  /** One token of an administrator for everything that does not matter. */
  administrator(): Promise<string> {
    return (this.#administrator ??= this.token('ADMIN').catch((error: unknown) => {
      this.#administrator = undefined;
      throw error;
    }));
  }

  /** What the gateway sends to a subgraph in another process with a request of that caller. */
  async signed(caller: Caller): Promise<Record<string, string>> {
    const secret = await openInstallationSecret({ secret: undefined, dataFolder: this.#dataFolder });
    return { [IDENTITY_HEADER]: await new IdentitySigner(secret).tokenFor(caller) };
  }

  /**
   * Somebody new of that role, invited and signed in with password and second factor. The identity provider takes some fifteen sign-ins of
   * one address in a minute.
   */
  async session(role: PersonRole): Promise<TestSession> {
    const email = `${role.toLowerCase()}-${randomBytes(6).toString('hex')}@example.org`;
    const invited = await this.#ask<{ inviteUser: { url?: string } }>(
      { authorization: `Bearer ${await this.administrator()}` },
      'mutation ($input: InviteUserInput!) { inviteUser(input: $input) { __typename ... on Invitation { url } ... on Error { message } } }',
      { input: { email, name: `Test ${role.toLowerCase()}`, role } },
    );
    const { url } = invited.inviteUser;
    if (url === undefined) throw new Error(`${email} was not invited: ${JSON.stringify(invited)}`);
    const cookie = await signInPerson(this.#landingUrl, url, email);
    const { viewer } = await this.#ask<{ viewer: { id: string; session: { id: string } } }>(
      { cookie: `${cookie.name}=${cookie.value}` },
      '{ viewer { id session { id } } }',
    );
    return { userId: viewer.id, sessionId: viewer.session.id, cookie };
  }

  async #ask<Data>(headers: Record<string, string>, document: string, variables?: Record<string, unknown>): Promise<Data> {
    const { data, errors } = await askGraph<Data>(`${this.#landingUrl}/graphql`, document, { headers, ...(variables && { variables }) });
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }
}
