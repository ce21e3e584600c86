import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditTrail } from '@wissil/platform/audit';
import { NotFoundError, WissilError } from '@wissil/platform/errors';
import { parsePerson } from '../user/user-input.ts';
import type { AccountService, LiveEnrolment } from './account-service.ts';
import type { Authenticator, Trial } from './authenticator.ts';
import type { Draft, EnrolmentDrafts } from './enrolment-draft.ts';
import { asksForPassword, respondConfirm, respondFirst, stepsAt } from './enrolment-views.ts';
import type { FormTokens } from './form-tokens.ts';
import { respondProblem } from './page.ts';
import { hashPassword } from './password.ts';
import { checkPassword } from './password-policy.ts';
import { type Form, readForm } from './read-form.ts';
import { respondRecoveryCodes } from './recovery-codes-page.ts';
import { newTotpSecret, stepOfCode } from './second-factor.ts';

const MOST_CODES = 10;

export interface EnrolmentPagesOptions {
  accounts: AccountService;
  authenticator: Authenticator;
  drafts: EnrolmentDrafts;
  tokens: FormTokens;
  audit: AuditTrail;
  origin: string;
  now: () => number;
}

/** One request of an enrolment. */
interface Step {
  response: ServerResponse;
  enrolment: LiveEnrolment;
  link: string;
  form: Form | undefined;
  trial: Trial;
}

/** `/enrol/<link>`: who one is and a password, then the second factor, then the recovery codes. */
export class EnrolmentPages {
  readonly #options: EnrolmentPagesOptions;

  constructor(options: EnrolmentPagesOptions) {
    this.#options = options;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    { link, section, trial }: { link: string; section: string; trial: Trial },
  ): Promise<void> {
    const { accounts, tokens, origin } = this.#options;
    if (section !== '' && section !== 'code') throw new NotFoundError('There is no such page.');
    const form = request.method === 'POST' ? await readForm(request, origin) : undefined;
    const enrolment = await accounts.enrolment(link);
    if (!enrolment) return respondExpired(response);
    if (form !== undefined) tokens.assert(subjectOf(link), form);
    const step = { response, enrolment, link, form, trial };
    return section === 'code' ? this.#code(step) : this.#first(step);
  }

  async #first({ response, enrolment, link, form, trial }: Step): Promise<void> {
    const { tokens, drafts } = this.#options;
    const token = tokens.input(subjectOf(link));
    if (form === undefined) return respondFirst(response, { enrolment, token });
    try {
      await drafts.keep(link, await this.#draftOf(enrolment, form, trial));
      redirect(response, `/id/enrol/${link}/code`);
    } catch (error) {
      if (!(error instanceof WissilError)) throw error;
      respondFirst(response, { enrolment, token, error, given: { name: form('name'), email: form('email') } });
    }
  }

  async #draftOf(enrolment: LiveEnrolment, form: Form, trial: Trial): Promise<Draft> {
    const totpSecret = newTotpSecret();
    if (asksForPassword(enrolment)) {
      const email = enrolment.account?.email ?? '';
      const { name, passwordHash } = await this.#options.authenticator.password(trial, { email, password: form('password') });
      return { email, name, passwordHash: passwordHash ?? '', totpSecret };
    }
    const { email, name } = enrolment.account ?? parsePerson({ name: form('name'), email: form('email') });
    await checkPassword(form('password'), { email, name });
    return { email, name, passwordHash: await hashPassword(form('password')), totpSecret };
  }

  async #code({ response, enrolment, link, form, trial }: Step): Promise<void> {
    const { accounts, audit, drafts, now, tokens } = this.#options;
    const draft = await drafts.find(link);
    if (draft === undefined) return redirect(response, `/id/enrol/${link}`);
    const token = tokens.input(subjectOf(link));
    if (form === undefined) return respondConfirm(response, { draft, token });
    try {
      if ((await drafts.countCode(link)) > MOST_CODES) {
        throw new WissilError('TOO_MANY_ATTEMPTS', 'Too many attempts. Wait a minute, then try again.');
      }
      const totpStep = stepOfCode(draft.totpSecret, form('code'), now());
      if (totpStep === undefined) {
        throw new WissilError('UNAUTHENTICATED', 'That code is not right. Enter the one that the app shows now; its clock must be right.');
      }
      const codes = await accounts.complete(enrolment, { ...draft, totpStep });
      await drafts.forget(link);
      await audit.note(trial, { operation: 'enrol', target: draft.email, detail: { purpose: enrolment.purpose }, outcome: 'SUCCEEDED' });
      respondRecoveryCodes(response, codes, { then: 'enrolled', steps: stepsAt(3) });
    } catch (error) {
      if (!(error instanceof WissilError)) throw error;
      respondConfirm(response, { draft, token, error });
    }
  }
}

function respondExpired(response: ServerResponse): void {
  respondProblem(response, {
    title: 'This link does not work any more',
    status: 404,
    message:
      'It was used, is older than three days, or was replaced by a newer one. If you have set up your account with it, sign in; else ask an administrator for another link.',
  });
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}

function subjectOf(link: string): string {
  return `enrolment ${link}`;
}
