import type { z } from 'zod';

/**
 * One setting, read from one environment variable. The schema sees the text of the variable, or of `default`, or undefined where neither
 * is given; its `description` completes the sentence "NAME must be …".
 */
export interface Setting<Value> {
  env: string;
  schema: z.ZodType<Value, string | undefined>;
  /** In the form in which it would stand in the environment. */
  default?: string;
  /** What it does, in one line, for infra/docs/configuration.md. */
  doc: string;
  /** Its value is never printed, neither by errors nor by tables. */
  secret?: boolean;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The typed values of a group of settings. */
export type Config<Group extends Settings> = {
  readonly [Name in keyof Group]: Group[Name] extends Setting<infer Value> ? Value : never;
};

/** Declares a group of settings; groups are combined by spreading. */
export function defineSettings<const Group extends Settings>(settings: Group): Group {
  return settings;
}
