import {
  type Config,
  defineSettings,
  type Environment,
  listenerSettings,
  parseConfig,
  platformSettings,
  values,
} from '@wissil/platform/config';
import { z } from 'zod';
import type { EnvironmentName } from '../generated/prisma/client.ts';
import { SELF_APPROVAL } from './approval/self-approval.ts';

/** `registry.example.org/node@sha256:…`, as pulled: over http from this machine, over https from any other. */
const baseImage = z
  .string()
  .regex(/^[a-z0-9.-]+(:\d+)?\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/)
  .transform((reference) => {
    const [host = '', ...rest] = reference.split('/');
    const [repository = '', digest = ''] = rest.join('/').split('@');
    const scheme = /^(localhost|127\.\d+\.\d+\.\d+)(:|$)/.test(host) ? 'http' : 'https';
    return { url: `${scheme}://${host}`, repository, digest };
  })
  .optional()
  .describe('an image by its digest, such as registry.example.org/node@sha256:…');

const ownReplicas = values.integer(1, 20).optional().describe('a whole number from 1 to 20');

const user = values.text.optional().describe('a text');
const password = values.secret.optional().describe('a secret text');

/** WAYPOINT's own settings: where images go, and where releases run. */
export const waypointSettings = defineSettings({
  registryUrl: listenerSettings.registryUrl,
  registryPort: listenerSettings.registryPort,
  releasesPort: listenerSettings.releasesPort,
  releasesDomain: listenerSettings.releasesDomain,
  host: platformSettings.host,
  redis: platformSettings.redis,
  registryUser: {
    env: 'REGISTRY_USER',
    schema: user,
    doc: 'The account that pushes to REGISTRY_URL. Not set: it takes pushes from everybody.',
  },
  registryPassword: { env: 'REGISTRY_PASSWORD', schema: password, doc: 'Its password, or a token.', secret: true },
  mirrorUrl: {
    env: 'WAYPOINT_MIRROR_URL',
    schema: values.optionalHttpUrl,
    doc: 'A second OCI registry, which every release is replicated to. Not set: there is none.',
  },
  mirrorUser: { env: 'WAYPOINT_MIRROR_USER', schema: user, doc: 'The account that pushes to the mirror.' },
  mirrorPassword: { env: 'WAYPOINT_MIRROR_PASSWORD', schema: password, doc: 'Its password, or a token.', secret: true },
  baseImage: {
    env: 'WAYPOINT_BASE_IMAGE',
    schema: baseImage,
    doc: 'What the images of apps stand on. Not set: Node, its libraries and certificates of this machine.',
  },
  replicas: {
    env: 'WAYPOINT_REPLICAS',
    schema: values.integer(1, 20),
    default: '1',
    doc: 'The processes of each release, in the environments that the next three settings do not name.',
  },
  replicasInDevelopment: {
    env: 'WAYPOINT_REPLICAS_DEVELOPMENT',
    schema: ownReplicas,
    doc: 'The processes of each release in development. Not set: as WAYPOINT_REPLICAS says.',
  },
  replicasInStaging: {
    env: 'WAYPOINT_REPLICAS_STAGING',
    schema: ownReplicas,
    doc: 'The processes of each release in staging. Not set: as WAYPOINT_REPLICAS says.',
  },
  replicasInProduction: {
    env: 'WAYPOINT_REPLICAS_PRODUCTION',
    schema: ownReplicas,
    doc: 'The processes of each release in production. Not set: as WAYPOINT_REPLICAS says.',
  },
  keptReleases: {
    env: 'WAYPOINT_KEPT_RELEASES',
    schema: values.integer(1, 10_000),
    default: '20',
    doc: 'How many of the newest releases of each project keep their images in the embedded registry, beside what runs, ran before it, or is on its way in an environment. Older ones are removed, and are built anew by running the pipeline for their commit. A registry of REGISTRY_URL has its own rules.',
  },
  readySeconds: {
    env: 'WAYPOINT_READY_SECONDS',
    schema: values.integer(1, 3_600),
    default: '60',
    doc: 'How long a release may take to answer its health path, in seconds; then it is rolled back.',
  },
  buildMinutes: {
    env: 'WAYPOINT_BUILD_MINUTES',
    schema: values.integer(1, 1_440),
    default: '60',
    doc: 'How long a run waits for a sign of its build, in minutes; then it has failed.',
  },
  productionSelfApproval: {
    env: 'PRODUCTION_SELF_APPROVAL',
    schema: z.enum(SELF_APPROVAL).describe('never or allowed'),
    default: 'never',
    doc: 'Whether the only active administrator may approve what they asked for themselves to come to production: never, or allowed. It is on the audit log and in the history then. Where there is another administrator, that one has to approve.',
  },
  kubeconfig: {
    env: 'KUBECONFIG',
    schema: values.text.optional().describe('the path of a kubeconfig file'),
    doc: 'The cluster that WAYPOINT deploys to. Not set: this installation has none.',
  },
});

export type WaypointConfig = Config<typeof waypointSettings>;

/** How many processes of each release there are to be, by where it runs. */
export type Replicas = Readonly<Record<EnvironmentName, number>>;

export function replicasOf(config: WaypointConfig): Replicas {
  const { replicas, replicasInDevelopment, replicasInStaging, replicasInProduction } = config;
  return {
    DEVELOPMENT: replicasInDevelopment ?? replicas,
    STAGING: replicasInStaging ?? replicas,
    PRODUCTION: replicasInProduction ?? replicas,
  };
}

export function parseWaypointConfig(env: Environment): WaypointConfig {
  return parseConfig(waypointSettings, env);
}
