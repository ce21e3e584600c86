import { highlight } from './highlight.ts';
import styles from './code-view.module.css';

/** TypeScript and JSX with line numbers, lightly coloured. Scrolls sideways, also by keyboard. */
export function CodeView({ code, label }: { code: string; label: string }) {
  const lines = highlight(code.replace(/\n$/, ''));
  return (
    // A region that scrolls has to be reachable for the keys that scroll it.
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
    <pre className={styles.code} tabIndex={0} role="region" aria-label={label}>
      <code>
        {lines.map((line, index) => (
          <span key={index} className={styles.line}>
            {line.map((piece, position) =>
              piece.kind === 'plain' ? (
                piece.text
              ) : (
                <span key={position} className={styles[piece.kind]}>
                  {piece.text}
                </span>
              ),
            )}
          </span>
        ))}
      </code>
    </pre>
  );
}
