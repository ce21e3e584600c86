import type { InstallationSecret } from '@wissil/platform/auth';
import type { Secret } from '@wissil/platform/config';
import type { Subscription } from '@wissil/platform/events';
import type { Logger } from '@wissil/platform/logging';
import type { WaypointConfig } from '../config.ts';
import type { NeededDigests } from '../oci-registry/manifest-service.ts';
import type { GarbageCollector } from '../oci-registry/garbage-collector.ts';
import { type EmbeddedRegistry, registryAccount, startRegistry } from '../oci-registry/start-registry.ts';
import { type RegistryAccount, RegistryClient } from './registry-client.ts';

export interface Registries {
  /** Where images are pushed to and pulled from. */
  images: RegistryClient;
  mirror: RegistryClient | undefined;
  /** Of the embedded one, when it has started; undefined where there is another. */
  garbage(): GarbageCollector | undefined;
  /** Starts the embedded one, where there is no other. */
  start(): Promise<Subscription>;
}

export interface RegistriesOptions {
  config: WaypointConfig;
  folder: string;
  secret: InstallationSecret;
  isNeeded: NeededDigests;
  logger: Logger;
}

export function openRegistries({ config, folder, secret, isNeeded, logger }: RegistriesOptions): Registries {
  const { host, registryUrl, registryPort, mirrorUrl } = config;
  const own = registryAccount(secret);
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const images = new RegistryClient(
    registryUrl === undefined
      ? { url: `http://${reachable}:${registryPort}`, account: own }
      : { url: registryUrl, account: accountOf(config.registryUser, config.registryPassword) },
  );
  const mirror =
    mirrorUrl === undefined
      ? undefined
      : new RegistryClient({ url: mirrorUrl, account: accountOf(config.mirrorUser, config.mirrorPassword) });
  let embedded: EmbeddedRegistry | undefined;
  return {
    images,
    mirror,
    garbage: () => embedded?.garbage,
    async start() {
      embedded =
        registryUrl === undefined ? await startRegistry({ folder, host, port: registryPort, account: own, isNeeded, logger }) : undefined;
      if (embedded) images.moveTo(`http://${reachable}:${new URL(embedded.url).port}`);
      return {
        async stop() {
          images.close();
          mirror?.close();
          await embedded?.close();
        },
      };
    },
  };
}

function accountOf(user: string | undefined, password: Secret | undefined): RegistryAccount | undefined {
  return user === undefined || password === undefined ? undefined : { user, password: password.reveal() };
}
