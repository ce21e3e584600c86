import { type ComponentProps, type ReactNode, useId } from 'react';

export interface CardProps extends Omit<ComponentProps<'article'>, 'title'> {
  title: ReactNode;
  /** The heading's level in the page's outline. */
  level?: 2 | 3 | 4;
  /** Above the title: a kind, a date, a badge. */
  eyebrow?: ReactNode;
  /** Below the text: buttons, links. */
  actions?: ReactNode;
  /** Makes the whole card lead there; the title stays the link that is read out. */
  href?: string;
}

/** A thing among others of its kind: a title, some text, and what can be done with it. */
export function Card({ title, level = 3, eyebrow, actions, href, className, children, ...rest }: CardProps) {
  const titleId = useId();
  const Heading = `h${level}` as const;
  return (
    <>
      <style href="luminera-card" precedence="luminera">
        {styles}
      </style>
      <article
        {...rest}
        aria-labelledby={titleId}
        className={['luminera-card', className].filter(Boolean).join(' ')}
        data-link={href ? '' : undefined}
      >
        {eyebrow && <div className="luminera-card-eyebrow">{eyebrow}</div>}
        <Heading id={titleId} className="luminera-card-title">
          {href ? <a href={href}>{title}</a> : title}
        </Heading>
        {children && <div className="luminera-card-text">{children}</div>}
        {actions && <div className="luminera-card-actions">{actions}</div>}
      </article>
    </>
  );
}

const styles = `
.luminera-card {
  position: relative;
  display: flex;
  flex-direction: column;
  gap: var(--space-2);
  padding: var(--space-6);
  border: 1px solid var(--color-border-subtle);
  border-radius: var(--radius-lg);
  background: var(--color-surface-raised);
  color: var(--color-text-secondary);
  box-shadow: var(--shadow-sm);
  font: var(--text-base);
}
.luminera-card-eyebrow { color: var(--color-text-muted); font: var(--text-xs); }
.luminera-card-title { margin: 0; color: var(--color-text-primary); font: var(--text-xl); font-weight: var(--font-weight-semibold); }
.luminera-card-title a { color: inherit; text-decoration: none; }
.luminera-card-title a::after { content: ''; position: absolute; inset: 0; border-radius: inherit; }
.luminera-card-title a:focus-visible { outline: none; }
.luminera-card:has(.luminera-card-title a:focus-visible) { outline: 2px solid var(--color-border-focus); outline-offset: 2px; }
.luminera-card[data-link] { transition: box-shadow var(--transition-transform), transform var(--transition-transform); }
.luminera-card[data-link]:hover { box-shadow: var(--shadow-lg); transform: translateY(-2px); }
.luminera-card-actions { position: relative; display: flex; flex-wrap: wrap; gap: var(--space-2); margin-top: var(--space-2); }
@media (prefers-reduced-motion: reduce) { .luminera-card[data-link]:hover { transform: none; } }
`;
