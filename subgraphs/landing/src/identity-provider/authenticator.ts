import type { IncomingMessage } from 'node:http';
import type { AuditedRequest, AuditTrail } from '@wissil/platform/audit';
import { cookieOf } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import type { Account } from '../../generated/prisma/client.ts';
import type { AccountService } from './account-service.ts';
import type { Attempts } from './attempts.ts';
import { hashPassword, isOutdated, isPassword } from './password.ts';
import { ThrottledError } from './throttled-error.ts';

export const DEVICE_COOKIE = 'nocturna-device';

/** RFC 5321, 4.5.3.1.3. */
const LONGEST_EMAIL = 254;

/** What somebody tries, and from where. */
export interface Trial extends AuditedRequest {
  /** As the audit log calls it. */
  operation: 'sign-in' | 'change-password' | 'renew-recovery-codes' | 'enrol';
  address: string;
  device: string | undefined;
}

export function deviceOf(request: IncomingMessage): string | undefined {
  return cookieOf(request.headers.cookie, DEVICE_COOKIE);
}

/** Looks at passwords and codes: every guess is counted before, and every failure stands in the audit log. */
export class Authenticator {
  readonly #accounts: AccountService;
  readonly #attempts: Attempts;
  readonly #audit: AuditTrail;

  constructor(options: { accounts: AccountService; attempts: Attempts; audit: AuditTrail }) {
    this.#accounts = options.accounts;
    this.#attempts = options.attempts;
    this.#audit = options.audit;
  }

  /** The account whose password it is. @throws WissilError UNAUTHENTICATED, TOO_MANY_ATTEMPTS, UNAVAILABLE */
  async password(trial: Trial, { email: written, password }: { email: string; password: string }): Promise<Account> {
    const email = plainEmail(written);
    await this.#count(trial, email);
    const account = await this.#accounts.findByEmail(email);
    const right = await isPassword(password, account?.passwordHash ?? null);
    if (account?.passwordHash && right && account.disabledAt === null) {
      if (isOutdated(account.passwordHash)) await this.#accounts.setPassword(account.id, await hashPassword(password));
      return account;
    }
    throw await this.#wrong(trial, { email, factor: 'password' }, 'That e-mail address and password do not belong together.');
  }

  /** @throws WissilError UNAUTHENTICATED, TOO_MANY_ATTEMPTS, UNAVAILABLE */
  async code(trial: Trial, account: Account, code: string): Promise<void> {
    await this.#count(trial, account.email);
    const kind = account.disabledAt === null ? await this.#accounts.takeCode(account, code) : undefined;
    if (kind === undefined) {
      throw await this.#wrong(
        trial,
        { email: account.email, factor: 'code' },
        'That code is not right, or has been used before. Enter the one that your authenticator shows now.',
      );
    }
    if (kind === 'recovery') {
      await this.#audit.note(trial, { operation: 'recovery-code', target: account.email, outcome: 'SUCCEEDED' });
    }
  }

  async #count(trial: Trial, email: string): Promise<void> {
    try {
      await this.#attempts.count({ email, address: trial.address, device: trial.device });
    } catch (error) {
      if (error instanceof ThrottledError && error.isFirst) {
        await this.#audit.note(trial, { operation: trial.operation, target: email, outcome: 'DENIED', code: error.code });
      }
      throw error;
    }
  }

  async #wrong(trial: Trial, { email, factor }: { email: string; factor: 'password' | 'code' }, message: string): Promise<WissilError> {
    const refusal = new WissilError('UNAUTHENTICATED', message);
    await this.#audit.note(trial, {
      operation: trial.operation,
      target: email,
      detail: { factor },
      outcome: 'REFUSED',
      code: refusal.code,
    });
    return refusal;
  }
}

/** As accounts are found: nobody's address is longer, and PostgreSQL takes no NUL. */
function plainEmail(written: string): string {
  return written.trim().toLowerCase().replaceAll('\0', '').slice(0, LONGEST_EMAIL);
}
