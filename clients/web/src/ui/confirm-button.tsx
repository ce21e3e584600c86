import { useState } from 'react';
import { Button } from './button.tsx';

export interface ConfirmButtonProps {
  label: string;
  /** On what or whom, for who does not see the row: 'ci'. */
  of: string;
  /** What the second press does, in full: 'Revoke ci for good'. */
  question: string;
  disabled: boolean;
  onConfirm: () => void;
}

/** Asks before it does what cannot be taken back: pressed once it says what it would do, pressed again it does it. Going elsewhere is a no. */
export function ConfirmButton({ label, of, question, disabled, onConfirm }: ConfirmButtonProps) {
  const [sure, setSure] = useState(false);
  const press = (): void => {
    setSure(!sure);
    if (sure) onConfirm();
  };
  return (
    <Button size="small" look={sure ? 'primary' : 'secondary'} disabled={disabled} onClick={press} onBlur={() => setSure(false)}>
      {sure ? question : label}
      {!sure && <span className="visually-hidden"> {of}</span>}
    </Button>
  );
}
