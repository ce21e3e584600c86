import type { TemplateInputKind, TemplatePartsFragment } from '../../graphql/generated/graphql.ts';

export type TemplateInput = TemplatePartsFragment['inputs'][number];

/** What the person has entered, by the input's key; the shape depends on its kind. */
export type InputValues = Readonly<Record<string, string | boolean | readonly string[]>>;

const INITIAL: Readonly<Record<TemplateInputKind, (input: TemplateInput) => InputValues[string]>> = {
  TEXT: ({ defaultValue }) => (typeof defaultValue === 'string' ? defaultValue : ''),
  CHOICE: ({ defaultValue, options, required }) =>
    typeof defaultValue === 'string' ? defaultValue : required ? (options[0]?.value ?? '') : '',
  MULTI_CHOICE: ({ defaultValue }) => (Array.isArray(defaultValue) ? defaultValue.map(String) : []),
  BOOLEAN: ({ defaultValue }) => defaultValue === true,
};

export const initialValues = (inputs: readonly TemplateInput[]): InputValues =>
  Object.fromEntries(inputs.map((input) => [input.key, INITIAL[input.kind](input)]));

/** What `createProject` takes: an optional text or choice left empty is not sent. */
export const submittedValues = (inputs: readonly TemplateInput[], values: InputValues): Record<string, unknown> =>
  Object.fromEntries(inputs.map(({ key }) => [key, values[key]] as const).filter(([, value]) => value !== '' && value !== undefined));
