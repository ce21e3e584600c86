import { IDENTITY_HEADER, IdentitySigner, serviceCaller } from '@wissil/platform/auth';
import type { SubgraphDependencies } from '@wissil/platform/subgraph';

/** What git says to IGNITION of who asks. Other hosts are told nothing: the identity opens every service of the installation. */
export function repositoryHeaders({ secret, addresses }: Pick<SubgraphDependencies, 'secret' | 'addresses'>) {
  const signer = new IdentitySigner(secret);
  const ignis = serviceCaller('ignis');
  const ignition = new URL(addresses.internal.ignition).origin;
  return async (cloneUrl: string): Promise<string[]> =>
    new URL(cloneUrl).origin === ignition ? [`${IDENTITY_HEADER}: ${await signer.tokenFor(ignis)}`] : [];
}
