import { useEffect, useRef, type ReactNode } from 'react';
import styles from './ui.module.css';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  /** The accessible name. */
  label: string;
  className?: string | undefined;
  /** It shows what cannot be shown again: only a button inside closes it, and no stray key or click. */
  held?: boolean;
  children: ReactNode;
}

/** Modal: focus stays inside and goes back to where it was; Escape and the backdrop close it, unless it is held. */
export function Dialog({ open, onClose, label, className, held = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // By itself the browser may choose a region that scrolls.
      dialog.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  useEffect(() => {
    const dialog = element.current;
    // Inside, the event's target is something in the dialog; on the backdrop it is the dialog.
    const onBackdrop = (event: MouseEvent): void => {
      if (event.target === dialog && !held) onClose();
    };
    const onCancel = (event: Event): void => {
      if (held) event.preventDefault();
    };
    dialog?.addEventListener('mousedown', onBackdrop);
    dialog?.addEventListener('cancel', onCancel);
    return () => {
      dialog?.removeEventListener('mousedown', onBackdrop);
      dialog?.removeEventListener('cancel', onCancel);
    };
  }, [onClose, held]);
  return (
    <dialog ref={element} className={[styles.dialog, className].filter(Boolean).join(' ')} aria-label={label} onClose={onClose}>
      {open && children}
    </dialog>
  );
}
