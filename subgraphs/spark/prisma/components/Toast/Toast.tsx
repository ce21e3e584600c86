import { type ReactNode, useEffect, useRef, useState } from 'react';

export interface ToastProps {
  tone?: 'info' | 'success' | 'danger';
  title: ReactNode;
  children?: ReactNode;
  onClose: () => void;
  /** Milliseconds until it goes by itself; 0 keeps it. Errors stay unless told otherwise. */
  duration?: number;
}

/** A message about something that has happened; it goes by itself, but not while somebody reads it. */
export function Toast({ tone = 'info', title, children, onClose, duration = tone === 'danger' ? 0 : 6_000 }: ToastProps) {
  const [held, setHeld] = useState(false);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  }, [onClose]);
  useEffect(() => {
    if (duration === 0 || held) return;
    const timer = setTimeout(() => close.current(), duration);
    return () => clearTimeout(timer);
  }, [duration, held]);

  return (
    <>
      <style href="luminera-toast" precedence="luminera">
        {styles}
      </style>
      <div
        role={tone === 'danger' ? 'alert' : 'status'}
        className="luminera-toast"
        data-tone={tone}
        onMouseEnter={() => setHeld(true)}
        onMouseLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
      >
        <div className="luminera-toast-text">
          <strong>{title}</strong>
          {children && <div>{children}</div>}
        </div>
        <button type="button" aria-label="Dismiss" onClick={onClose}>
          <span aria-hidden="true">×</span>
        </button>
      </div>
    </>
  );
}

const styles = `
.luminera-toast {
  display: flex;
  align-items: flex-start;
  gap: var(--space-3);
  width: min(24rem, 100%);
  padding: var(--space-3) var(--space-4);
  border: 1px solid var(--color-border-subtle);
  border-inline-start: 4px solid var(--color-landing-500);
  border-radius: var(--radius-md);
  background: var(--color-surface-overlay);
  color: var(--color-text-secondary);
  box-shadow: var(--shadow-lg);
  font: var(--text-sm);
  animation: luminera-toast-enter var(--transition-enter);
}
.luminera-toast[data-tone='success'] { border-inline-start-color: var(--color-status-up); }
.luminera-toast[data-tone='danger'] { border-inline-start-color: var(--color-status-down); }
.luminera-toast-text { flex: 1; }
.luminera-toast strong { color: var(--color-text-primary); font-weight: var(--font-weight-semibold); }
.luminera-toast button {
  width: var(--space-6);
  height: var(--space-6);
  padding: 0;
  border: 0;
  border-radius: var(--radius-sm);
  background: none;
  color: var(--color-text-muted);
  font: var(--text-base);
  cursor: pointer;
}
.luminera-toast button:hover { background: var(--color-surface-sunken); color: var(--color-text-primary); }
.luminera-toast button:focus-visible { outline: 2px solid var(--color-border-focus); }
@keyframes luminera-toast-enter { from { opacity: 0; transform: translateY(var(--space-2)); } }
@media (prefers-reduced-motion: reduce) { .luminera-toast { animation: none; } }
`;
