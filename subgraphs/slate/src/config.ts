import { type Config, defineSettings, type Environment, parseConfig, platformSettings } from '@wissil/platform/config';

/** SLATE needs to know of Redis only whether its health has one to show. */
export const slateSettings = defineSettings({ redis: platformSettings.redis });

export type SlateConfig = Config<typeof slateSettings>;

export function parseSlateConfig(env: Environment): SlateConfig {
  return parseConfig(slateSettings, env);
}
