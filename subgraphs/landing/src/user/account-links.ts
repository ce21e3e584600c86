import { ConflictError } from '@wissil/platform/errors';

/** A link by which somebody sets up how they sign in. It is shown once. */
export interface AccountLink {
  url: string;
  /** Null: as long as they are invited. */
  expiresAt: Date | null;
}

/** What users need of the identity provider's accounts, which are found by e-mail address. */
export interface AccountLinks {
  /** Makes the account if it is missing, and a new link for setting it up; earlier links end. */
  invite(person: { email: string; name: string }): Promise<AccountLink>;
  /**
   * Takes the second factor away, and makes a link for setting up another.
   * @throws ConflictError where that is another system's to do
   */
  resetSecondFactor(email: string): Promise<AccountLink>;
  /** A disabled account does not sign in. One that is as it shall be already, or that there is not, is left alone. */
  setDisabled(email: string, disabled: boolean): Promise<void>;
}

/** Accounts of another issuer: it looks after them itself, and invited people sign in at LANDING's own address. */
export function externalAccounts({ issuer, landingUrl }: { issuer: string; landingUrl: string }): AccountLinks {
  return {
    invite: async () => ({ url: landingUrl, expiresAt: null }),
    resetSecondFactor: async () => {
      throw new ConflictError(`Second factors are kept by the identity provider ${issuer}: reset it there.`);
    },
    setDisabled: async () => undefined,
  };
}
