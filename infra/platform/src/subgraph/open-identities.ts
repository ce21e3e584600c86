import {
  AccessAssertions,
  type EdgeGuard,
  type IdentityAuthority,
  IdentityClient,
  IdentitySigner,
  remoteAuthority,
  sessionCookiesAt,
} from '../auth/index.ts';
import { type Config, ConfigError, type platformSettings } from '../config/index.ts';
import type { Subscription } from '../events/index.ts';
import type { Foundation } from '../foundation/index.ts';
import { clientAddressThrough } from '../http/index.ts';
import type { Logger } from '../logging/index.ts';

/** What establishes callers at the edge of one process, and hears of changes of them. */
export interface Identities extends Subscription {
  client: IdentityClient;
  signer: IdentitySigner;
}

type EdgeConfig = Config<Pick<typeof platformSettings, 'trustedProxies' | 'cloudflareAccessTeamDomain' | 'cloudflareAccessAudience'>>;

export interface IdentitiesOptions {
  config: EdgeConfig;
  foundation: Pick<Foundation, 'bus' | 'secret'>;
  /** LANDING: in this process, or the origin at which it answers. */
  landing: IdentityAuthority | { url: string };
  /** Where people open LANDING. */
  landingUrl: string;
  logger: Logger;
}

/** @throws ConfigError where Cloudflare Access is only half set up */
export async function openIdentities({ config, foundation, landing, landingUrl, logger }: IdentitiesOptions): Promise<Identities> {
  const signer = new IdentitySigner(foundation.secret);
  const client = new IdentityClient({
    authority: 'resolve' in landing ? landing : remoteAuthority(landing.url, signer),
    bus: foundation.bus,
    logger,
    addressOf: clientAddressThrough(config.trustedProxies),
    cookies: sessionCookiesAt(landingUrl),
    guard: guardOf(config),
  });
  const listening = await client.listen();
  return { client, signer, stop: () => listening.stop() };
}

function guardOf({ cloudflareAccessTeamDomain: teamDomain, cloudflareAccessAudience: audience }: EdgeConfig): EdgeGuard | undefined {
  if (teamDomain !== undefined && audience !== undefined) return new AccessAssertions({ teamDomain, audience });
  if (teamDomain === undefined && audience === undefined) return undefined;
  const names = ['CLOUDFLARE_ACCESS_TEAM_DOMAIN', 'CLOUDFLARE_ACCESS_AUDIENCE'] as const;
  const [set, missing] = teamDomain === undefined ? names.toReversed() : names;
  throw new ConfigError([`${missing} is not set, and ${set} is: set both, or neither.`]);
}

/** LANDING of this process, which is put together after those who ask it. */
export function lateAuthority(): IdentityAuthority & { set(authority: IdentityAuthority): void } {
  const authority = Promise.withResolvers<IdentityAuthority>();
  return {
    set: authority.resolve,
    resolve: async (credentials, use) => (await authority.promise).resolve(credentials, use),
  };
}
