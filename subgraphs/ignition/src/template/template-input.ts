import { z } from 'zod';

/** The steps of the wizard, in their order (IGNI-2). */
export const WIZARD_STEPS = ['BASICS', 'DEPENDENCIES', 'TOKENS', 'REPOSITORY', 'DEPLOYMENT'] as const;
export const INPUT_KINDS = ['TEXT', 'CHOICE', 'MULTI_CHOICE', 'BOOLEAN'] as const;

const templateInput = z.object({
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  label: z.string().min(1),
  description: z.string().nullable().default(null),
  kind: z.enum(INPUT_KINDS),
  step: z.enum(WIZARD_STEPS),
  required: z.boolean(),
  /** What counts where nothing is given. */
  defaultValue: z.json().nullable().default(null),
  options: z.array(z.object({ value: z.string().min(1), label: z.string().min(1) })).default([]),
  /** Matches the whole of a text, as HTML's `pattern` does. */
  pattern: z.string().nullable().default(null),
});

export const templateInputs = z.array(templateInput);

/** One question of the wizard. */
export type TemplateInput = z.infer<typeof templateInput>;
