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
    doc: 'How long one build may run, in seconds.',
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
});

export type IgnisConfig = Config<typeof ignisSettings>;

export function parseIgnisConfig(env: Environment): IgnisConfig {
  return parseConfig(ignisSettings, env);
}
