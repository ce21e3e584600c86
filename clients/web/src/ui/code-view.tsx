import { highlight, type Piece } from './highlight.ts';
import styles from './code-view.module.css';

/** TypeScript and JSX with line numbers, lightly coloured; `plain` is for any other text. Scrolls sideways, also by keyboard. */
export function CodeView({ code, label, plain = false }: { code: string; label: string; plain?: boolean }) {
  const text = code.replace(/\n$/, '');
  const lines = plain ? text.split('\n').map((line): Piece[] => [{ kind: 'plain', text: line }]) : highlight(text);
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
