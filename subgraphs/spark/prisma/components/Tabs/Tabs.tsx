import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';

export interface Tab {
  id: string;
  label: ReactNode;
  content: ReactNode;
  disabled?: boolean;
}

export interface TabsProps {
  /** Names the list of tabs for screen readers. */
  label: string;
  tabs: readonly Tab[];
  /** The tab that is open; with it the parent decides, and `onChange` asks. */
  value?: string;
  /** The tab that is open at first; otherwise the first that is not disabled. */
  defaultValue?: string;
  onChange?: (id: string) => void;
  className?: string;
}

/** Several views in one place, one at a time, walked through with the arrow keys. */
export function Tabs({ label, tabs, value, defaultValue, onChange, className }: TabsProps) {
  const baseId = useId();
  const list = useRef<HTMLDivElement>(null);
  const enabled = tabs.filter((tab) => !tab.disabled);
  const [own, setOwn] = useState(defaultValue);
  const wanted = value ?? own;
  const open = enabled.find((tab) => tab.id === wanted) ?? enabled[0];

  const choose = (id: string) => {
    setOwn(id);
    if (id !== open?.id) onChange?.(id);
  };
  const walk = (event: KeyboardEvent) => {
    const at = enabled.findIndex((tab) => tab.id === open?.id);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: enabled.length - 1 }[event.key];
    if (to === undefined || enabled.length === 0) return;
    event.preventDefault();
    const next = enabled[(to + enabled.length) % enabled.length];
    if (!next) return;
    choose(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus();
  };

  return (
    <>
      <style href="luminera-tabs" precedence="luminera">
        {styles}
      </style>
      <div className={['luminera-tabs', className].filter(Boolean).join(' ')}>
        <div ref={list} role="tablist" aria-label={label} className="luminera-tabs-list">
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${baseId}-tab-${tab.id}`}
              data-tab={tab.id}
              aria-selected={tab === open}
              aria-controls={tab === open ? `${baseId}-panel-${tab.id}` : undefined}
              tabIndex={tab === open ? 0 : -1}
              disabled={tab.disabled}
              onClick={() => choose(tab.id)}
              onKeyDown={walk}
            >
              {tab.label}
            </button>
          ))}
        </div>
        {open && (
          <div
            role="tabpanel"
            id={`${baseId}-panel-${open.id}`}
            aria-labelledby={`${baseId}-tab-${open.id}`}
            tabIndex={0}
            className="luminera-tabs-panel"
          >
            {open.content}
          </div>
        )}
      </div>
    </>
  );
}

const styles = `
.luminera-tabs { color: var(--color-text-primary); font: var(--text-base); }
.luminera-tabs-list { display: flex; gap: var(--space-1); overflow-x: auto; border-bottom: 1px solid var(--color-border-default); }
.luminera-tabs-list [role='tab'] {
  padding: var(--space-2) var(--space-4);
  border: 0;
  border-bottom: 2px solid transparent;
  background: none;
  color: var(--color-text-secondary);
  font: var(--text-sm);
  font-weight: var(--font-weight-medium);
  white-space: nowrap;
  cursor: pointer;
  transition: color var(--transition-colors), border-color var(--transition-colors);
}
.luminera-tabs-list [role='tab']:hover { color: var(--color-text-primary); }
.luminera-tabs-list [role='tab'][aria-selected='true'] { border-bottom-color: var(--color-action-primary); color: var(--color-text-link); }
.luminera-tabs-list [role='tab']:disabled { opacity: var(--effect-opacity-disabled); cursor: not-allowed; }
.luminera-tabs-list [role='tab']:focus-visible, .luminera-tabs-panel:focus-visible { outline: 2px solid var(--color-border-focus); outline-offset: -2px; border-radius: var(--radius-sm); }
.luminera-tabs-panel { padding: var(--space-4) 0; }
`;
