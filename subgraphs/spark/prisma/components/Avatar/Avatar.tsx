import { type ComponentProps, useState } from 'react';

export interface AvatarProps extends Omit<ComponentProps<'span'>, 'children'> {
  /** Of the person or the team; read out, and shown as initials where there is no picture. */
  name: string;
  src?: string;
  size?: 'sm' | 'md' | 'lg';
  status?: 'online' | 'away' | 'offline';
}

const PALETTES = ['landing', 'ignition', 'spark', 'ignis', 'waypoint', 'slate'] as const;

/** A person or a team: a picture, or initials on a colour that always belongs to the name. */
export function Avatar({ name, src, size = 'md', status, className, ...rest }: AvatarProps) {
  const [failed, setFailed] = useState<string>();
  const label = status ? `${name}, ${status}` : name;
  return (
    <>
      <style href="luminera-avatar" precedence="luminera">
        {styles}
      </style>
      <span
        {...rest}
        role="img"
        aria-label={label}
        className={['luminera-avatar', className].filter(Boolean).join(' ')}
        data-size={size}
        data-palette={paletteOf(name)}
      >
        {src && failed !== src ? (
          <img src={src} alt="" onError={() => setFailed(src)} />
        ) : (
          <span aria-hidden="true">{initialsOf(name)}</span>
        )}
        {status && <span className="luminera-avatar-status" data-status={status} aria-hidden="true" />}
      </span>
    </>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase();
}

function paletteOf(name: string): (typeof PALETTES)[number] {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return PALETTES[sum % PALETTES.length] ?? 'slate';
}

const styles = `
.luminera-avatar {
  position: relative;
  display: inline-grid;
  place-items: center;
  width: var(--space-10);
  height: var(--space-10);
  border-radius: var(--radius-full);
  font: var(--text-sm);
  font-weight: var(--font-weight-semibold);
  user-select: none;
}
.luminera-avatar[data-size='sm'] { width: var(--space-7); height: var(--space-7); font-size: var(--font-size-xs); }
.luminera-avatar[data-size='lg'] { width: var(--space-16); height: var(--space-16); font-size: var(--font-size-xl); }
.luminera-avatar[data-palette='landing'] { background: var(--color-landing-100); color: var(--color-landing-800); }
.luminera-avatar[data-palette='ignition'] { background: var(--color-ignition-100); color: var(--color-ignition-800); }
.luminera-avatar[data-palette='spark'] { background: var(--color-spark-100); color: var(--color-spark-800); }
.luminera-avatar[data-palette='ignis'] { background: var(--color-ignis-100); color: var(--color-ignis-800); }
.luminera-avatar[data-palette='waypoint'] { background: var(--color-waypoint-100); color: var(--color-waypoint-800); }
.luminera-avatar[data-palette='slate'] { background: var(--color-slate-200); color: var(--color-slate-800); }
.luminera-avatar img { width: 100%; height: 100%; border-radius: inherit; object-fit: cover; }
.luminera-avatar-status {
  position: absolute;
  inset: auto 0 0 auto;
  width: 30%;
  height: 30%;
  border: 2px solid var(--color-surface-raised);
  border-radius: var(--radius-full);
  background: var(--color-status-unknown);
}
.luminera-avatar-status[data-status='online'] { background: var(--color-status-up); }
.luminera-avatar-status[data-status='away'] { background: var(--color-status-degraded); }
`;
