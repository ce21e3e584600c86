import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import styles from './preview.module.css';

export type Arg = string | number | boolean;

export interface StoryArgsProps {
  args: Readonly<Record<string, Arg>>;
  isChanged: boolean;
  onChange: (name: string, value: Arg) => void;
  /** To what the file of the stories says. */
  onReset: () => void;
}

/** A form for those of a story's args that are texts, numbers, or yes and no. */
export function StoryArgs({ args, isChanged, onChange, onReset }: StoryArgsProps) {
  const names = Object.keys(args);
  if (names.length === 0) return null;
  return (
    <fieldset className={styles.args}>
      <legend>Props of this story</legend>
      {names.map((name) => (
        <label key={name} className={styles.arg}>
          <span>{name}</span>
          <Control value={args[name] ?? ''} onChange={(value) => onChange(name, value)} />
        </label>
      ))}
      {isChanged && (
        <Button size="small" look="quiet" onClick={onReset}>
          Back to the story’s
        </Button>
      )}
    </fieldset>
  );
}

function Control({ value, onChange }: { value: Arg; onChange: (value: Arg) => void }) {
  if (typeof value === 'boolean') return <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />;
  if (typeof value === 'number')
    return <TextInput type="number" step="any" value={value} onChange={(event) => onChange(event.target.valueAsNumber || 0)} />;
  return <TextInput value={value} onChange={(event) => onChange(event.target.value)} />;
}
