/** What people are told of who checks their passwords. */
export interface IdentityProviderFacts {
  embedded: boolean;
  /** As people know it: nocturnaID, or the issuer's host. */
  name: string;
  changePasswordUrl: string | null;
  recoveryCodesUrl: string | null;
}

/** Another issuer: what people do about their passwords there is between them and it. */
export function externalProvider(issuer: string): IdentityProviderFacts {
  return { embedded: false, name: new URL(issuer).host, changePasswordUrl: null, recoveryCodesUrl: null };
}
