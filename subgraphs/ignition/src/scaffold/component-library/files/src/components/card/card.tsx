import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from '../class-names.js';

export interface CardProps extends Omit<ComponentProps<'article'>, 'title'> {
  title: ReactNode;
  /** The heading's level in the outline of the page. */
  level?: 2 | 3 | 4;
  /** Above the title: a kind, a date. */
  eyebrow?: ReactNode;
  /** Below the text: buttons, links. */
  actions?: ReactNode;
}

/** A thing among others of its kind. */
export function Card({ title, level = 3, eyebrow, actions, className, children, ...rest }: CardProps) {
  const titleId = useId();
  const Heading = `h${level}` as const;
  return (
    <article
      {...rest}
      aria-labelledby={titleId}
      className={classNames(
        'ui:flex ui:flex-col ui:gap-2 ui:rounded-lg ui:border ui:border-solid ui:border-line ui:bg-raised ui:p-6 ui:font-sans ui:text-base ui:text-ink-soft ui:shadow-sm',
        className,
      )}
    >
      {eyebrow && <div className="ui:text-sm ui:font-medium ui:text-accent-ink">{eyebrow}</div>}
      <Heading id={titleId} className="ui:m-0 ui:text-xl ui:font-semibold ui:text-balance ui:text-ink">
        {title}
      </Heading>
      {children && <div>{children}</div>}
      {actions && <div className="ui:mt-2 ui:flex ui:flex-wrap ui:gap-2">{actions}</div>}
    </article>
  );
}
