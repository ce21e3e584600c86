import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditTrail } from '@wissil/platform/audit';
import { cookieOf } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import type { AccountService } from './account-service.ts';
import type { Authenticator, Trial } from './authenticator.ts';
import { field, problemNote, problemsOf } from './field.ts';
import type { FormTokens } from './form-tokens.ts';
import { html } from './markup.ts';
import { respondPage } from './page.ts';
import { hashPassword } from './password.ts';
import { checkPassword } from './password-policy.ts';
import { type Form, readForm } from './read-form.ts';
import { respondRecoveryCodes } from './recovery-codes-page.ts';
import { refusalHeaders } from './refusal-headers.ts';

const TEXTS = {
  password: {
    title: 'Change your password',
    lead: 'Confirm who you are, then choose another password.',
    button: 'Change the password',
    operation: 'change-password',
  },
  'recovery-codes': {
    title: 'New recovery codes',
    lead: 'Confirm who you are. The codes that you have now stop working.',
    button: 'Make new codes',
    operation: 'renew-recovery-codes',
  },
} as const;

export type AccountPage = keyof typeof TEXTS;

export function isAccountPage(name: string): name is AccountPage {
  return Object.hasOwn(TEXTS, name);
}

const FORM_COOKIE = 'nocturna-form';

export interface AccountPagesOptions {
  accounts: AccountService;
  authenticator: Authenticator;
  tokens: FormTokens;
  audit: AuditTrail;
  origin: string;
}

/** `/account/password` and `/account/recovery-codes`: nobody needs a session for them, but the password and a code. */
export class AccountPages {
  readonly #options: AccountPagesOptions;

  constructor(options: AccountPagesOptions) {
    this.#options = options;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    { page, trial: tried }: { page: AccountPage; trial: Trial },
  ): Promise<void> {
    const known = cookieOf(request.headers.cookie, FORM_COOKIE);
    if (request.method !== 'POST') return this.#form(response, { page, browser: known ?? this.#nameBrowser(response) });
    const { tokens, origin } = this.#options;
    const form = await readForm(request, origin);
    tokens.assert(subjectOf(known ?? ''), form);
    const trial = { ...tried, operation: TEXTS[page].operation };
    try {
      await (page === 'password' ? this.#changePassword(response, trial, form) : this.#renewCodes(response, trial, form));
    } catch (error) {
      if (!(error instanceof WissilError)) throw error;
      this.#form(response, { page, browser: known ?? '', error, email: form('email') });
    }
  }

  async #changePassword(response: ServerResponse, trial: Trial, form: Form): Promise<void> {
    const { accounts, authenticator, audit } = this.#options;
    const account = await authenticator.password(trial, { email: form('email'), password: form('password') });
    await checkPassword(form('new-password'), account);
    await authenticator.code(trial, account, form('code'));
    const passwordHash = await hashPassword(form('new-password'));
    await audit.around(trial, { operation: trial.operation, target: account.email }, () => accounts.setPassword(account.id, passwordHash));
    respondPage(response, {
      title: 'Your password is changed',
      body: html`<h1>Your password is changed</h1>
        <p class="lead">
          Use it from the next sign-in on. Browsers that are signed in stay so: end their sessions in your account where you want that.
        </p>
        <a class="button" href="/">Go to WISSIL</a>`,
    });
  }

  async #renewCodes(response: ServerResponse, trial: Trial, form: Form): Promise<void> {
    const { accounts, authenticator, audit } = this.#options;
    const account = await authenticator.password(trial, { email: form('email'), password: form('password') });
    await authenticator.code(trial, account, form('code'));
    const codes = await audit.around(trial, { operation: trial.operation, target: account.email }, () =>
      accounts.renewRecoveryCodes(account.id),
    );
    respondRecoveryCodes(response, codes, { then: 'renewed' });
  }

  #nameBrowser(response: ServerResponse): string {
    const browser = randomBytes(18).toString('base64url');
    const secure = this.#options.origin.startsWith('https:') ? '; Secure' : '';
    response.appendHeader('set-cookie', `${FORM_COOKIE}=${browser}; Path=/id/account; HttpOnly; SameSite=Lax${secure}`);
    return browser;
  }

  #form(
    response: ServerResponse,
    { page, browser, error, email }: { page: AccountPage; browser: string; error?: WissilError; email?: string },
  ): void {
    const { title, lead, button } = TEXTS[page];
    const problem = problemsOf(error).get('password');
    respondPage(response, {
      title,
      status: error?.status ?? 200,
      headers: refusalHeaders(error),
      body: html`<h1>${title}</h1>
        <p class="lead">${lead}</p>
        ${problemNote(error)}
        <form method="post">
          ${this.#options.tokens.input(subjectOf(browser))}
          ${field({ name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username', value: email, autofocus: !email })}
          ${field({ name: 'password', label: 'Present password', type: 'password', autocomplete: 'current-password' })}
          ${
            page === 'password' &&
            field({
              name: 'new-password',
              label: 'New password',
              type: 'password',
              autocomplete: 'new-password',
              hint: 'At least 12 characters. Four words that do not belong together are easy to keep in mind.',
              problem,
            })
          }
          ${field({
            name: 'code',
            label: 'Code of your authenticator',
            autocomplete: 'one-time-code',
            kind: 'recovery',
            hint: 'Six digits, or one of your recovery codes.',
          })}
          <button>${button}</button>
        </form>
        <p class="links"><a href="/">Back to WISSIL</a></p>`,
    });
  }
}

function subjectOf(browser: string): string {
  return `browser ${browser}`;
}
