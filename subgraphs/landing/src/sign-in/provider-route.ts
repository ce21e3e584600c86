import type { RestRoute } from '@wissil/platform/subgraph';
import type { IdentityProvider } from '../identity-provider/identity-provider.ts';
import type { SignInOptions } from './sign-in-routes.ts';

/** What the relying party asks for itself, from within: it is public, or needs the client's secret. */
const FOR_CLIENTS = /^\/id\/(\.well-known\/|jwks$|token$)/;

/** Everything below `/id/`: the identity provider judges for itself, of those who are let in. */
export function providerRoute(provider: Pick<IdentityProvider, 'handle'>, admit: SignInOptions['admit']): RestRoute {
  return {
    method: '*',
    path: '/id/',
    permission: 'public',
    async handle(request, response) {
      const path = (request.url ?? '').split('?', 1)[0] as string;
      if (!FOR_CLIENTS.test(path)) await admit(request);
      await provider.handle(request, response);
    },
  };
}
