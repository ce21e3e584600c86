import type { ServerResponse } from 'node:http';
import type { WissilError } from '@wissil/platform/errors';
import { renderSVG } from 'uqr';
import type { LiveEnrolment } from './account-service.ts';
import type { Draft } from './enrolment-draft.ts';
import { field, problemNote, problemsOf, wrongProof } from './field.ts';
import { html, Markup } from './markup.ts';
import { respondPage } from './page.ts';
import { refusalHeaders } from './refusal-headers.ts';
import { totpUri } from './second-factor.ts';

/** What is said of codes where nothing is wrong with them. */
export const EVERY_30_SECONDS = 'It changes every 30 seconds.';

const STEPS = ['password', 'authenticator', 'recovery codes'] as const;

/** How far an enrolment is. */
export function stepsAt(step: 1 | 2 | 3): Markup {
  return html`<p class="steps">
    ${STEPS.map((_name, index) => html`<i ${index < step && html`class="done"`}></i>`)} Step ${step} of ${STEPS.length}: ${STEPS[step - 1]}
  </p>`;
}

export interface FirstView {
  enrolment: LiveEnrolment;
  token: Markup;
  given?: { name: string; email: string } | undefined;
  error?: WissilError | undefined;
}

/** Who one is, and a password. */
export function respondFirst(response: ServerResponse, { enrolment, token, given, error }: FirstView): void {
  const { purpose, account } = enrolment;
  const problems = problemsOf(error);
  const { title, lead } = TEXTS[purpose];
  const name = account?.name ?? '';
  respondPage(response, {
    title: `${title}${purpose === 'INVITATION' ? `, ${name}` : ''}`,
    status: error?.status ?? 200,
    headers: refusalHeaders(error),
    body: html`${stepsAt(1)}
      <h1>${title}${purpose === 'INVITATION' && `, ${name}`}</h1>
      <p class="lead">${lead} ${account !== null && html`You sign in as <strong>${account.email}</strong>.`}</p>
      ${problemNote(error, wrongProof(error))}
      <form method="post">
        ${token}
        ${
          account === null
            ? [
                field({
                  name: 'name',
                  label: 'Your name',
                  autocomplete: 'name',
                  value: given?.name,
                  problem: problems.get('name'),
                  autofocus: !given,
                }),
                field({
                  name: 'email',
                  label: 'E-mail address',
                  type: 'email',
                  autocomplete: 'username',
                  value: given?.email,
                  problem: problems.get('email'),
                }),
              ]
            : // Password managers keep a password together with the field before it.
              html`<input
                class="unseen"
                type="text"
                name="username"
                autocomplete="username"
                value="${account.email}"
                readonly
                tabindex="-1"
                aria-hidden="true"
              />`
        }
        ${
          asksForPassword(enrolment)
            ? field({
                name: 'password',
                label: 'Your password',
                type: 'password',
                autocomplete: 'current-password',
                problem: wrongProof(error),
                autofocus: true,
              })
            : field({
                name: 'password',
                label: 'Choose a password',
                type: 'password',
                autocomplete: 'new-password',
                hint: 'At least 12 characters. Four words that do not belong together are easy to keep in mind.',
                problem: problems.get('password'),
                autofocus: account !== null || problems.has('password'),
              })
        }
        <button>Continue</button>
      </form>`,
  });
}

const TEXTS = {
  FIRST_ADMINISTRATOR: {
    title: 'Welcome to WISSIL',
    lead: 'You are the first person here, and become its administrator. You will invite everybody else.',
  },
  INVITATION: { title: 'Welcome', lead: 'You have been invited to WISSIL.' },
  SECOND_FACTOR: {
    title: 'Set up another authenticator',
    lead: 'An administrator has reset your second factor. Your password stays as it is.',
  },
} as const;

/** Whether somebody has a password already, and proves it. */
export function asksForPassword({ purpose, account }: LiveEnrolment): boolean {
  return purpose === 'SECOND_FACTOR' && account !== null && account.passwordHash !== null;
}

/** The key of the second factor, and the field for a code that proves that an authenticator has it. */
export function respondConfirm(
  response: ServerResponse,
  { draft, token, error }: { draft: Draft; token: Markup; error?: WissilError | undefined },
): void {
  const { totpSecret, email } = draft;
  respondPage(response, {
    title: 'Add your authenticator',
    status: error?.status ?? 200,
    headers: refusalHeaders(error),
    body: html`${stepsAt(2)}
      <h1>Add your authenticator</h1>
      <p class="lead">An app on your phone or in your password manager shows codes that only you can know.</p>
      ${problemNote(error, wrongProof(error))}
      <ol class="numbered">
        <li>
          Scan this with the app.
          <div class="qr" role="img" aria-label="QR code with the key below">
            ${new Markup(renderSVG(totpUri(totpSecret, email), { border: 1 }))}
          </div>
          <p class="key">No camera? Enter this key, by time, with six digits:</p>
          <p class="secret" data-totp-secret="${totpSecret}">${totpSecret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
        </li>
        <li>
          Enter the code that it shows.
          <form method="post">
            ${token}
            ${field({ name: 'code', label: 'Six-digit code', autocomplete: 'one-time-code', kind: 'digits', hint: EVERY_30_SECONDS, problem: wrongProof(error), autofocus: error !== undefined })}
            <button>Confirm</button>
          </form>
        </li>
      </ol>`,
  });
}
