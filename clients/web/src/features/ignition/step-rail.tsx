import { Check } from 'lucide-react';
import type { Step } from './wizard-steps.ts';
import styles from './wizard.module.css';

export interface StepRailProps {
  steps: readonly Step[];
  current: number;
  /** The furthest that one has been: what is before it can be gone back to. */
  reached: number;
  onGo: (index: number) => void;
}

/** Where one is in the wizard. */
export function StepRail({ steps, current, reached, onGo }: StepRailProps) {
  return (
    <nav aria-label="Steps" className={styles.rail}>
      <ol>
        {steps.map(({ name, title }, index) => {
          const state = index === current ? 'current' : index < current ? 'done' : index <= reached ? 'open' : 'ahead';
          return (
            <li key={name} data-state={state}>
              <button
                type="button"
                disabled={index > reached || index === current}
                aria-current={index === current ? 'step' : undefined}
                onClick={() => onGo(index)}
              >
                <span className={`${styles.number} numeric`}>
                  {state === 'done' ? <Check size={14} aria-hidden="true" /> : index + 1}
                  {state === 'done' && <span className="visually-hidden">{index + 1}, done:</span>}
                </span>
                <span className={styles.railTitle}>{title}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
