import { useId } from 'react';
import { TextInput } from '../../ui/fields.tsx';
import styles from './audit.module.css';

export interface DayFieldProps {
  label: string;
  /** `2026-05-01`, or empty. */
  value: string;
  min?: string;
  max?: string;
  onChange: (value: string) => void;
}

export function DayField({ label, value, min, max, onChange }: DayFieldProps) {
  const id = useId();
  return (
    <span className={styles.day}>
      <label htmlFor={id}>{label}</label>
      <TextInput
        id={id}
        type="date"
        value={value}
        min={min || undefined}
        max={max || undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}
