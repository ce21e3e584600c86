import { type Config, defineSettings, type Environment, parseConfig } from '@wissil/platform/config';

/** SPARK has no settings of its own. */
export const sparkSettings = defineSettings({});

export type SparkConfig = Config<typeof sparkSettings>;

export function parseSparkConfig(env: Environment): SparkConfig {
  return parseConfig(sparkSettings, env);
}
