import { useRef, useState, type KeyboardEvent } from 'react';
import type { TokenPartsFragment } from '../../graphql/generated/graphql.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './slate.module.css';
import { TokenPreview } from './token-preview.tsx';
import { valueText } from './token-value.ts';

export interface TokenSectionsProps {
  tokens: readonly TokenPartsFragment[];
  /** A token's path; '' for none. */
  selected: string;
  onSelect: (path: string) => void;
}

/** Tokens under the name of their group: colours as tiles, the rest as rows. Arrows move among all; one stop in the tab order. */
export function TokenSections({ tokens, selected, onSelect }: TokenSectionsProps) {
  const list = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(selected);
  const stop = tokens.some(({ path }) => path === focused) ? focused : tokens[0]?.path;
  const sections = Map.groupBy(tokens, (token) => token.group.path);
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('button[data-token]') ?? [])];
    const index = all.findIndex((button) => button === document.activeElement);
    const next = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 }[
      event.key
    ];
    if (next === undefined || index < 0) return;
    event.preventDefault();
    all[next]?.focus();
  };
  return (
    <div ref={list}>
      {[...sections].map(([path, members]) => {
        const tiles = members.every(({ type }) => type === 'COLOR');
        return (
          <section key={path} className={styles.section} aria-label={path}>
            <h3 className={styles.sectionPath}>
              {path} <span className="numeric">{members.length}</span>
            </h3>
            <ul className={tiles ? styles.tiles : styles.rows}>
              {members.map((token) => (
                <li key={token.id}>
                  <button
                    type="button"
                    data-token={token.path}
                    tabIndex={token.path === stop ? 0 : -1}
                    aria-pressed={token.path === selected}
                    className={tiles ? styles.tile : styles.row}
                    onFocus={() => setFocused(token.path)}
                    onKeyDown={onKeyDown}
                    onClick={() => onSelect(token.path)}
                  >
                    <span className={tiles ? styles.tilePreview : styles.rowPreview}>
                      <TokenPreview token={token} />
                    </span>
                    <span className="visually-hidden">{token.path}</span>
                    <span className={styles.tokenName} aria-hidden="true">
                      {token.name}
                    </span>
                    <span className={styles.tokenValue}>{shownValue(token)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

/** An alias by the path of its target; composites read better as the CSS that they become. */
function shownValue({ alias, value, cssValue }: TokenPartsFragment): string {
  if (alias) return alias.path;
  const text = valueText(value);
  return text.startsWith('{"') || text.startsWith('[{') ? cssValue : text;
}

export function TokenSectionsPlaceholder() {
  return (
    <div>
      {Array.from({ length: 4 }, (_, section) => (
        <div key={section} className={styles.section}>
          <div className={styles.sectionPath}>
            <Skeleton width="8rem" height="0.875rem" />
          </div>
          <div className={styles.tiles}>
            {Array.from({ length: 11 }, (_each, tile) => (
              <Skeleton key={tile} height="6.625rem" radius="var(--radius-lg)" />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
