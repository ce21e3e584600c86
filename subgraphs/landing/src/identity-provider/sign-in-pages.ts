import type { IncomingMessage, ServerResponse } from 'node:http';
import { WissilError } from '@wissil/platform/errors';
import type { default as Provider } from 'oidc-provider';
import type { AccountService } from './account-service.ts';
import type { Attempts } from './attempts.ts';
import { type Authenticator, DEVICE_COOKIE, type Trial } from './authenticator.ts';
import { EVERY_30_SECONDS } from './enrolment-views.ts';
import { field, problemNote, wrongProof } from './field.ts';
import type { FormTokens } from './form-tokens.ts';
import { html } from './markup.ts';
import { respondPage, respondProblem } from './page.ts';
import { type Form, readForm } from './read-form.ts';
import { refusalHeaders } from './refusal-headers.ts';

/** What ID tokens vouch for: a password and a second factor. */
export const MFA = 'urn:nocturna:mfa';

const DEVICE_SECONDS = 365 * 24 * 3_600;

export interface SignInPagesOptions {
  provider: Provider;
  accounts: AccountService;
  authenticator: Authenticator;
  attempts: Attempts;
  tokens: FormTokens;
  origin: string;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** One request of a sign-in. */
interface Step {
  request: IncomingMessage;
  response: ServerResponse;
  interaction: Interaction;
  trial: Trial;
}

/** `/sign-in/<interaction>`: the password, then a code, then back to who asked. */
export class SignInPages {
  readonly #options: SignInPagesOptions;

  constructor(options: SignInPagesOptions) {
    this.#options = options;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    { id, query, trial }: { id: string; query: string; trial: Trial },
  ): Promise<void> {
    const interaction = await this.#interactionOf(request, response, id);
    if (interaction === undefined) return respondEnded(response);
    const step = { request, response, interaction, trial };
    const proven = await this.#proven(interaction);
    if (request.method === 'POST') {
      const form = await readForm(request, this.#options.origin);
      this.#options.tokens.assert(interaction.uid, form);
      return form('step') === 'code' ? this.#code(step, form) : this.#password(step, form);
    }
    if (proven === undefined) return this.#askPassword(step);
    this.#askCode(step, { email: proven.email, recovery: query === 'recovery' });
  }

  /** Undefined for one that has ended, or that this browser did not begin. */
  async #interactionOf(request: IncomingMessage, response: ServerResponse, id: string): Promise<Interaction | undefined> {
    const interaction = await this.#options.provider.interactionDetails(request, response).catch((error: Error) => {
      if (error.name !== 'SessionNotFound') throw error;
      return undefined;
    });
    return interaction?.uid === id ? interaction : undefined;
  }

  /** Whose password this browser knows. */
  async #proven(interaction: Interaction) {
    const { passwordOf } = (interaction.result ?? {}) as { passwordOf?: string };
    return passwordOf === undefined ? undefined : ((await this.#options.accounts.find(passwordOf)) ?? undefined);
  }

  async #password(step: Step, form: Form): Promise<void> {
    const { interaction, response, trial } = step;
    try {
      const account = await this.#options.authenticator.password(trial, { email: form('email'), password: form('password') });
      if (account.totpSecret === null) {
        throw new WissilError('FORBIDDEN', 'Your second factor was reset. Open the link that an administrator has for you.');
      }
      interaction.result = { passwordOf: account.id };
      await interaction.persist();
      response.writeHead(303, { location: interaction.uid, 'cache-control': 'no-store' }).end();
    } catch (error) {
      if (!(error instanceof WissilError)) throw error;
      this.#askPassword(step, { error, email: form('email') });
    }
  }

  async #code(step: Step, form: Form): Promise<void> {
    const { request, response, interaction, trial } = step;
    const { provider, authenticator } = this.#options;
    const account = await this.#proven(interaction);
    if (!account) return this.#askPassword(step, { error: new WissilError('UNAUTHENTICATED', 'Enter your password first.') });
    try {
      await authenticator.code(trial, account, form('code'));
    } catch (error) {
      if (!(error instanceof WissilError)) throw error;
      return this.#askCode(step, { email: account.email, recovery: form('kind') === 'recovery', error });
    }
    response.appendHeader('set-cookie', this.#deviceCookie(account.email));
    const login = { accountId: account.id, acr: MFA, amr: ['pwd', 'otp', 'mfa'], remember: false };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  }

  #deviceCookie(email: string): string {
    const { attempts, origin } = this.#options;
    const secure = origin.startsWith('https:') ? '; Secure' : '';
    return `${DEVICE_COOKIE}=${attempts.deviceOf(email)}; Max-Age=${DEVICE_SECONDS}; Path=/id; HttpOnly; SameSite=Lax${secure}`;
  }

  #askPassword({ response, interaction }: Step, { error, email }: { error?: WissilError; email?: string } = {}): void {
    respondPage(response, {
      title: 'Sign in',
      status: error?.status ?? 200,
      headers: refusalHeaders(error),
      leadsAway: true,
      body: html`<h1>Sign in to WISSIL</h1>
        <p class="lead">Your password first, then a code of your authenticator.</p>
        ${problemNote(error, wrongProof(error))}
        <form method="post">
          ${this.#options.tokens.input(interaction.uid)}
          <input type="hidden" name="step" value="password" />
          ${field({ name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username', value: email, autofocus: !email })}
          ${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', problem: wrongProof(error), autofocus: Boolean(email) })}
          <button>Continue</button>
        </form>
        <p class="links"><a href="/id/account/password">Change password</a><a href="/id/account/recovery-codes">New recovery codes</a></p>`,
    });
  }

  #askCode({ response, interaction }: Step, { email, recovery, error }: { email: string; recovery: boolean; error?: WissilError }): void {
    const code = recovery
      ? field({
          name: 'code',
          label: 'Recovery code',
          autocomplete: 'off',
          kind: 'recovery',
          hint: 'Each of them works once.',
          problem: wrongProof(error),
          autofocus: true,
        })
      : field({
          name: 'code',
          label: 'Six-digit code',
          autocomplete: 'one-time-code',
          kind: 'digits',
          hint: EVERY_30_SECONDS,
          problem: wrongProof(error),
          autofocus: true,
        });
    respondPage(response, {
      title: recovery ? 'Enter a recovery code' : 'Enter your code',
      status: error?.status ?? 200,
      headers: refusalHeaders(error),
      leadsAway: true,
      body: html`<h1>${recovery ? 'Enter a recovery code' : 'Enter your code'}</h1>
        <p class="lead">
          ${recovery ? 'One of the ten that you kept when you were set up.' : 'Your authenticator app shows it.'} You are signing in as
          <strong>${email}</strong>.
        </p>
        ${problemNote(error, wrongProof(error))}
        <form method="post">
          ${this.#options.tokens.input(interaction.uid)}
          <input type="hidden" name="step" value="code" />
          ${recovery && html`<input type="hidden" name="kind" value="recovery" />`} ${code}
          <button>Sign in</button>
        </form>
        <p class="links">
          ${recovery ? html`<a href="${interaction.uid}">Use the authenticator</a>` : html`<a href="${interaction.uid}?recovery">Use a recovery code</a>`}
          <a href="/auth/sign-in">Somebody else? Begin again</a>
        </p>`,
    });
  }
}

function respondEnded(response: ServerResponse): void {
  respondProblem(response, {
    title: 'This sign-in has ended',
    status: 400,
    message: 'It took longer than ten minutes, was completed already, or was begun in another browser. Begin again: nothing is lost.',
  });
}
