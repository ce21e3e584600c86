import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

export interface CardProps extends Omit<ComponentProps<'article'>, 'title'> {
  title: ReactNode;
  /** Above the title: a kind, a date. */
  eyebrow?: ReactNode;
}

/** A thing among others of its kind. */
export function Card({ title, eyebrow, className, children, ...rest }: CardProps) {
  const titleId = useId();
  return (
    <article
      {...rest}
      aria-labelledby={titleId}
      className={classNames('flex flex-col gap-2 rounded-lg border border-line bg-raised p-6 shadow-sm', className)}
    >
      {eyebrow && <p className="text-sm font-medium text-accent-ink">{eyebrow}</p>}
      <h2 id={titleId} className="text-xl font-semibold text-balance">
        {title}
      </h2>
      <div className="text-ink-soft">{children}</div>
    </article>
  );
}
