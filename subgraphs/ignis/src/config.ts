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
});

export type IgnisConfig = Config<typeof ignisSettings>;

export function parseIgnisConfig(env: Environment): IgnisConfig {
  return parseConfig(ignisSettings, env);
}
