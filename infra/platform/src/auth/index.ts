export { AccessAssertions, type AccessAssertionsOptions, type Admitted, type EdgeGuard } from './access-assertion.ts';
export { ANONYMOUS, anonymousFrom, assertMay, type Caller, callerOf, type Identity, refusalFor } from './caller.ts';
export { cookieOf, type Credential, credentialOf, SESSION_COOKIES, sessionCookiesAt } from './credential.ts';
export type { IdentityAuthority } from './identity-authority.ts';
export {
  IDENTITY_CHANGED,
  type IdentityChange,
  identityChange,
  IdentityClient,
  type IdentityClientOptions,
  secretHash,
} from './identity-client.ts';
export { IDENTITY_HEADER, IdentitySigner, IdentityVerifier } from './identity-token.ts';
export { findInstallationSecret, type InstallationSecret, installationSecret, openInstallationSecret } from './installation-secret.ts';
export {
  LOCAL_REQUEST_SECONDS,
  LOCAL_TOKEN_REQUEST_BYTES,
  LOCAL_TOKENS_PATH,
  type LocalTokenDemand,
  requestLocalToken,
  sealToken,
  signedDemand,
  verifyDemand,
} from './local-token.ts';
export {
  type Action,
  ACTIONS,
  actionsOf,
  isAction,
  isPersonal,
  PERMISSION_TABLE,
  type Role,
  ROLES,
  rolesOf,
  TOKEN_SCOPES,
} from './permissions.ts';
export { IDENTITIES_PATH, identitiesQuestion, remoteAuthority } from './remote-authority.ts';
export { assertService, serviceCaller, serviceFetch, type ServiceFetch } from './service-call.ts';
