import { useEffect, useRef, type ReactNode } from 'react';
import styles from './ui.module.css';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  /** The accessible name. */
  label: string;
  className?: string | undefined;
  children: ReactNode;
}

/** Modal: focus stays inside and goes back to where it was; Escape and the backdrop close it. */
export function Dialog({ open, onClose, label, className, children }: DialogProps) {
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
      if (event.target === dialog) onClose();
    };
    dialog?.addEventListener('mousedown', onBackdrop);
    return () => dialog?.removeEventListener('mousedown', onBackdrop);
  }, [onClose]);
  return (
    <dialog ref={element} className={[styles.dialog, className].filter(Boolean).join(' ')} aria-label={label} onClose={onClose}>
      {open && children}
    </dialog>
  );
}
