import { LogOut, ScrollText, UserRound, Users } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import { signOut } from './refresh-session.ts';
import styles from './session.module.css';
import { ROLE_NAMES, useMay, useViewer } from './viewer.ts';

/** Who is signed in, and what is theirs: the account, the administration, the way out. */
export function AccountMenu() {
  const { name, role } = useViewer();
  const seesUsers = useMay('user.read');
  const seesAudit = useMay('audit.read');
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    addEventListener('pointerdown', onPointer);
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('pointerdown', onPointer);
      removeEventListener('keydown', onKey);
    };
  }, [open]);
  const close = (): void => setOpen(false);
  return (
    <div className={styles.menu} ref={box}>
      <button ref={button} type="button" className={styles.avatar} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {initials(name)}
        <span className="visually-hidden">, account of {name}</span>
      </button>
      {open && (
        <nav id={id} className={styles.list} aria-label="Account">
          <p className={styles.who}>
            <strong>{name}</strong>
            <span>{ROLE_NAMES[role]}</span>
          </p>
          <Link to="/account" className={styles.item} onClick={close}>
            <UserRound size={16} aria-hidden="true" /> Account
          </Link>
          {seesUsers && (
            <Link to="/users" className={styles.item} onClick={close}>
              <Users size={16} aria-hidden="true" /> Users
            </Link>
          )}
          {seesAudit && (
            <Link to="/audit" className={styles.item} onClick={close}>
              <ScrollText size={16} aria-hidden="true" /> Audit log
            </Link>
          )}
          <button type="button" className={styles.item} onClick={() => void signOut().then(setProblem)}>
            <LogOut size={16} aria-hidden="true" /> Sign out
          </button>
          {problem && (
            <p className={styles.problem} role="alert">
              {problem}
            </p>
          )}
        </nav>
      )}
    </div>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
