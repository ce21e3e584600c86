import { TokenSetChoiceDocument } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useMay } from '../../session/viewer.ts';
import { Field, Select } from '../../ui/fields.tsx';
import { InputField, type InputFieldProps } from './input-field.tsx';

const NO_VARIABLES = {};

/** One of the token sets that SLATE has; as long as it does not say which, any text. */
export function TokenSetField(props: InputFieldProps) {
  const { input, value, error, onChange } = props;
  const sees = useMay('token.read');
  const { data } = useResource(TokenSetChoiceDocument, { variables: NO_VARIABLES, pause: !sees });
  const sets = data?.tokenSets?.edges.map(({ node }) => node) ?? [];
  if (!sets.some(({ slug }) => slug === value)) return <InputField {...props} />;
  return (
    <Field label={input.label} hint={input.description} required={input.required} error={error}>
      {(control) => (
        <Select {...control} value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {sets.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
