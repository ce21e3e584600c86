import type { IdentityClient, IdentitySigner } from '@wissil/platform/auth';

/** How the gateway knows for whom it works, and says so. */
export interface GatewayIdentities {
  client: Pick<IdentityClient, 'authenticate' | 'identify' | 'addressOf' | 'onChange'>;
  /** Without it, subgraphs in other processes are not told for whom they work: those of an installation then refuse to. */
  signer?: Pick<IdentitySigner, 'tokenFor'> | undefined;
}
