import { ConfigError } from './config-error.ts';
import type { Config, Setting, Settings } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a group of settings from an environment; an empty variable counts as not set.
 * @throws {ConfigError} naming every setting that is wrong, not only the first
 */
export function parseConfig<const Group extends Settings>(settings: Group, env: Environment): Config<Group> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const given = env[setting.env]?.trim() || undefined;
    const parsed = setting.schema.safeParse(given ?? setting.default);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(problemOf(setting, given));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as Config<Group>;
}

function problemOf(setting: Setting<unknown>, given: string | undefined): string {
  const expected = setting.schema.description ?? 'a valid value';
  if (given === undefined) return `${setting.env} is not set: set it to ${expected}.`;
  if (setting.secret) return `${setting.env} has a value that cannot be used: set it to ${expected}.`;
  return `${setting.env} is ${JSON.stringify(given)}, but must be ${expected}.`;
}
