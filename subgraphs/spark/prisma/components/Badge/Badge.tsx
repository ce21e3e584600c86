import type { ComponentProps } from 'react';

export interface BadgeProps extends ComponentProps<'span'> {
  /** What it says beyond its text; the text must say it too, since not everybody sees the colour. */
  tone?: 'neutral' | 'info' | 'success' | 'warning' | 'danger';
}

/** A short word about the state of something, in one of five tones. */
export function Badge({ tone = 'neutral', className, children, ...rest }: BadgeProps) {
  return (
    <>
      <style href="luminera-badge" precedence="luminera">
        {styles}
      </style>
      <span {...rest} className={['luminera-badge', className].filter(Boolean).join(' ')} data-tone={tone}>
        <span className="luminera-badge-dot" aria-hidden="true" />
        {children}
      </span>
    </>
  );
}

const styles = `
.luminera-badge {
  display: inline-flex;
  align-items: center;
  gap: var(--space-1);
  padding: 0 var(--space-2);
  border-radius: var(--radius-full);
  font: var(--text-xs);
  font-weight: var(--font-weight-medium);
  line-height: var(--space-6);
  white-space: nowrap;
}
.luminera-badge-dot { width: 0.5em; height: 0.5em; border-radius: var(--radius-full); background: currentColor; }
.luminera-badge[data-tone='neutral'] { background: var(--color-slate-100); color: var(--color-slate-700); }
.luminera-badge[data-tone='info'] { background: var(--color-landing-100); color: var(--color-landing-800); }
.luminera-badge[data-tone='success'] { background: var(--color-waypoint-100); color: var(--color-waypoint-800); }
.luminera-badge[data-tone='warning'] { background: var(--color-ignition-100); color: var(--color-ignition-800); }
.luminera-badge[data-tone='danger'] { background: var(--color-ignis-100); color: var(--color-ignis-800); }
`;
