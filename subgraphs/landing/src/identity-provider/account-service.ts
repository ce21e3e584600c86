import { randomBytes } from 'node:crypto';
import { type InstallationSecret, secretHash } from '@wissil/platform/auth';
import { NotFoundError } from '@wissil/platform/errors';
import { newId } from '@wissil/platform/graphql';
import type { Account, Enrolment, EnrolmentPurpose, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { AccountLink, AccountLinks } from '../user/account-links.ts';
import { createFirstAdministrator, hasNoAdministrator } from '../user/administrators.ts';
import { newRecoveryCodes, recoveryCodeHash, stepOfCode } from './second-factor.ts';
import { openSealed, seal } from './sealed-text.ts';

const PURPOSE = 'TOTP secrets';
const LINK_HOURS = 72;

/** What somebody has set up by a link. */
export interface Credentials {
  email: string;
  name: string;
  passwordHash: string;
  totpSecret: string;
  /** The time step of the code that confirmed it. */
  totpStep: number;
}

export type LiveEnrolment = Enrolment & { account: Account | null };

/** The accounts of the embedded identity provider, and the links by which they are set up. */
export class AccountService implements AccountLinks {
  readonly #db: PrismaClient;
  readonly #secret: InstallationSecret;
  readonly #issuer: string;
  readonly #now: () => number;

  constructor(options: { db: PrismaClient; secret: InstallationSecret; issuer: string; now: () => number }) {
    this.#db = options.db;
    this.#secret = options.secret;
    this.#issuer = options.issuer;
    this.#now = options.now;
  }

  find(id: string): Promise<Account | null> {
    return this.#db.account.findUnique({ where: { id } });
  }

  findByEmail(email: string): Promise<Account | null> {
    return this.#db.account.findUnique({ where: { email: email.toLowerCase() } });
  }

  async invite({ email, name }: { email: string; name: string }): Promise<AccountLink> {
    const account = await this.#db.account.upsert({
      where: { email: email.toLowerCase() },
      create: { id: newId('Account'), email: email.toLowerCase(), name },
      update: { name },
    });
    return this.#link('INVITATION', account.id);
  }

  async resetSecondFactor(email: string): Promise<AccountLink> {
    const account = await this.findByEmail(email);
    if (!account) throw new NotFoundError(`There is no account ${email}.`);
    await this.#db.$transaction([
      this.#db.account.update({ where: { id: account.id }, data: { totpSecret: null, totpStep: null } }),
      this.#db.recoveryCode.deleteMany({ where: { accountId: account.id } }),
    ]);
    return this.#link(account.passwordHash === null ? 'INVITATION' : 'SECOND_FACTOR', account.id);
  }

  async setDisabled(email: string, disabled: boolean): Promise<void> {
    const disabledAt = disabled ? new Date(this.#now()) : null;
    await this.#db.account.updateMany({ where: { email: email.toLowerCase() }, data: { disabledAt } });
  }

  /** A one-time link for the first administrator, in the place of earlier ones; undefined where there is an administrator. */
  async firstAdministratorLink(): Promise<AccountLink | undefined> {
    return (await hasNoAdministrator(this.#db)) ? this.#link('FIRST_ADMINISTRATOR', null) : undefined;
  }

  /** The enrolment of a link that is still good. */
  async enrolment(secret: string): Promise<LiveEnrolment | undefined> {
    const found = await this.#db.enrolment.findUnique({ where: { secretHash: secretHash(secret) }, include: { account: true } });
    if (!found || found.usedAt !== null || found.expiresAt.getTime() <= this.#now()) return undefined;
    if (found.account !== null && found.account.disabledAt !== null) return undefined;
    if (found.purpose === 'FIRST_ADMINISTRATOR' && !(await hasNoAdministrator(this.#db))) return undefined;
    return found;
  }

  /**
   * Ends an enrolment with what was set up, once. Returns the recovery codes, which are shown this one time.
   * @throws NotFoundError where the link has been used meanwhile, ConflictError where there is an administrator meanwhile
   */
  async complete(enrolment: LiveEnrolment, credentials: Credentials): Promise<string[]> {
    const codes = newRecoveryCodes();
    await this.#db.$transaction(async (tx) => {
      const now = new Date(this.#now());
      const used = await tx.enrolment.updateMany({
        where: { id: enrolment.id, usedAt: null, expiresAt: { gt: now } },
        data: { usedAt: now },
      });
      if (used.count === 0) throw new NotFoundError('This link has been used, or was replaced by a newer one.');
      const { email, name, passwordHash, totpStep } = credentials;
      const data = { passwordHash, totpSecret: seal(this.#secret, PURPOSE, credentials.totpSecret), totpStep: BigInt(totpStep) };
      if (enrolment.accountId === null) await createFirstAdministrator(tx, { email, name });
      const account =
        enrolment.accountId === null
          ? await tx.account.upsert({
              where: { email },
              create: { id: newId('Account'), email, name, ...data },
              update: { name, disabledAt: null, ...data },
            })
          : await tx.account.update({ where: { id: enrolment.accountId }, data });
      await replaceRecoveryCodes(tx, account.id, codes);
    });
    return codes;
  }

  /** Whether the code is the account's at this moment; each works once, a recovery code for good. */
  async takeCode(account: Account, code: string): Promise<'totp' | 'recovery' | undefined> {
    if (account.totpSecret !== null) {
      const step = stepOfCode(openSealed(this.#secret, PURPOSE, account.totpSecret), code, this.#now());
      if (step !== undefined) {
        const { count } = await this.#db.account.updateMany({
          where: { id: account.id, OR: [{ totpStep: null }, { totpStep: { lt: BigInt(step) } }] },
          data: { totpStep: BigInt(step) },
        });
        return count === 1 ? 'totp' : undefined;
      }
    }
    const { count } = await this.#db.recoveryCode.updateMany({
      where: { accountId: account.id, codeHash: recoveryCodeHash(account.id, code), usedAt: null },
      data: { usedAt: new Date(this.#now()) },
    });
    return count === 1 ? 'recovery' : undefined;
  }

  async setPassword(accountId: string, passwordHash: string): Promise<void> {
    await this.#db.account.update({ where: { id: accountId }, data: { passwordHash } });
  }

  async renewRecoveryCodes(accountId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await this.#db.$transaction((tx) => replaceRecoveryCodes(tx, accountId, codes));
    return codes;
  }

  /** In the place of every earlier link of the account; and for the first administrator of every earlier one of those. */
  async #link(purpose: EnrolmentPurpose, accountId: string | null): Promise<AccountLink> {
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = new Date(this.#now() + LINK_HOURS * 3_600_000);
    await this.#db.$transaction([
      this.#db.enrolment.deleteMany({ where: { accountId, usedAt: null } }),
      this.#db.enrolment.create({ data: { id: newId('Enrolment'), purpose, accountId, secretHash: secretHash(secret), expiresAt } }),
    ]);
    return { url: `${this.#issuer}/enrol/${secret}`, expiresAt };
  }
}

async function replaceRecoveryCodes(tx: Prisma.TransactionClient, accountId: string, codes: readonly string[]): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { accountId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ id: newId('RecoveryCode'), accountId, codeHash: recoveryCodeHash(accountId, code) })),
  });
}
