import {
  type Config,
  defineSettings,
  type Environment,
  listenerSettings,
  parseConfig,
  platformSettings,
  values,
} from '@wissil/platform/config';

/** IGNIS's own settings, and those of the services whose health it shows. */
export const ignisSettings = defineSettings({
  redis: platformSettings.redis,
  registryUrl: listenerSettings.registryUrl,
  host: platformSettings.host,
  previewPort: listenerSettings.previewPort,
  previewDomain: listenerSettings.previewDomain,
  buildConcurrency: {
    env: 'IGNIS_BUILD_CONCURRENCY',
    schema: values.integer(1, 32),
    default: '2',
    doc: 'How many builds one instance of IGNIS runs at the same time.',
  },
  buildTimeoutSeconds: {
    env: 'IGNIS_BUILD_TIMEOUT_SECONDS',
    schema: values.integer(1, 600),
    default: '30',
    doc: 'How long one build of a component may run, in seconds.',
  },
  projectBuildConcurrency: {
    env: 'IGNIS_PROJECT_BUILD_CONCURRENCY',
    schema: values.integer(1, 16),
    default: '1',
    doc: 'How many builds of projects one instance of IGNIS runs at the same time. Each may take two cores.',
  },
  projectBuildTimeoutSeconds: {
    env: 'IGNIS_PROJECT_BUILD_TIMEOUT_SECONDS',
    schema: values.integer(1, 86_400),
    default: '1800',
    doc: 'How long one build of a project may run in all, in seconds.',
  },
  projectCommandTimeoutSeconds: {
    env: 'IGNIS_PROJECT_COMMAND_TIMEOUT_SECONDS',
    schema: values.integer(1, 86_400),
    default: '600',
    doc: 'How long the linter, the type check, the tests or the bundler of a project may run, each, in seconds.',
  },
  projectBuildMemoryMiB: {
    env: 'IGNIS_PROJECT_BUILD_MEMORY_MIB',
    schema: values.integer(64, 65_536),
    default: '2048',
    doc: 'How much memory one command of a project may take, in MiB.',
  },
  environmentsRunning: {
    env: 'IGNIS_ENVIRONMENTS_RUNNING',
    schema: values.integer(1, 200),
    default: '8',
    doc: 'How many development environments run at the same time; who has been left alone for longest makes room for another.',
  },
  environmentIdleSeconds: {
    env: 'IGNIS_ENVIRONMENT_IDLE_SECONDS',
    schema: values.integer(1, 604_800),
    default: '900',
    doc: 'After how many seconds without an open page and without an edit a development environment is stopped.',
  },
  artifactsKept: {
    env: 'IGNIS_ARTIFACTS_KEPT',
    schema: values.integer(1, 10_000),
    default: '20',
    doc: 'Of how many of the newest builds of each project the artifacts are kept; WAYPOINT has its own copy of what it releases.',
  },
  buildLogDays: {
    env: 'IGNIS_BUILD_LOG_DAYS',
    schema: values.integer(1, 3_650),
    default: '90',
    doc: 'For how many days the logs of builds are kept; the builds themselves and what they measured stay.',
  },
  modulesKept: {
    env: 'IGNIS_MODULES_KEPT',
    schema: values.integer(1, 10_000),
    default: '50',
    doc: 'How many sets of installed packages are kept beside those that a build or an environment uses; those used longest ago go first.',
  },
  unusedDays: {
    env: 'IGNIS_UNUSED_DAYS',
    schema: values.integer(1, 3_650),
    default: '30',
    doc: 'After how many days without use installed packages and encoded pictures are removed.',
  },
  previewsKept: {
    env: 'IGNIS_PREVIEWS_KEPT',
    schema: values.integer(1, 10_000),
    default: '200',
    doc: 'How many previews of components are kept; beyond that, those that were looked at longest ago go.',
  },
});

export type IgnisConfig = Config<typeof ignisSettings>;

export function parseIgnisConfig(env: Environment): IgnisConfig {
  return parseConfig(ignisSettings, env);
}
