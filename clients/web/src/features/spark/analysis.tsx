import type { GenerationPartsFragment } from '../../graphql/generated/graphql.ts';
import styles from './generation.module.css';

type Known = NonNullable<GenerationPartsFragment['analysis']>;

export interface AnalysisProps {
  analysis: Known;
  tokens: GenerationPartsFragment['tokens'];
}

const percent = new Intl.NumberFormat('en', { style: 'percent' });

/** What was read in the prompt, which pattern that makes, who of the experts has how much to do, and which tokens are worn. */
export function Analysis({ analysis: { keywords, features, pattern, alternatives, experts }, tokens }: AnalysisProps) {
  const matches = [...(pattern ? [pattern] : []), ...alternatives];
  const best = Math.max(...matches.map(({ score }) => score), Number.MIN_VALUE);
  return (
    <div className={styles.analysis}>
      <section aria-labelledby="read">
        <h3 id="read">Read</h3>
        <ul className={styles.words} aria-label="Keywords">
          {keywords.map((word) => (
            <li key={word}>{word}</li>
          ))}
        </ul>
        {features.length > 0 && (
          <ul className={styles.words} data-features aria-label="Features">
            {features.map((feature) => (
              <li key={feature}>{feature}</li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="pattern">
        <h3 id="pattern">Pattern</h3>
        <ul className={styles.bars}>
          {matches.map((match) => (
            <li key={match.pattern.key} data-chosen={match === pattern || undefined}>
              <span className={styles.barName}>{match.pattern.title}</span>
              <span className={`${styles.barValue} numeric`}>{match.score.toFixed(1)}</span>
              <Bar share={match.score / best} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="experts">
        <h3 id="experts">Experts</h3>
        <ul className={styles.bars}>
          {experts.map(({ key, title, weight, contributions }) => (
            <li key={key} data-chosen>
              <span className={styles.barName}>{title}</span>
              <span className={`${styles.barValue} numeric`}>{percent.format(weight)}</span>
              <Bar share={weight} />
              {contributions.length > 0 && (
                <details className={styles.did}>
                  <summary>
                    {contributions.length === 1 ? 'One thing' : `${contributions.length} things`} it did
                    <span className="visually-hidden">: {title}</span>
                  </summary>
                  <ul>
                    {contributions.map((sentence) => (
                      <li key={sentence}>{sentence}</li>
                    ))}
                  </ul>
                </details>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="in-play">
        <h3 id="in-play">Tokens in play{tokens.length > 0 ? ` (${tokens.length})` : ''}</h3>
        {tokens.length === 0 && <p className={styles.soft}>Known when the files are written.</p>}
        <ul className={styles.inPlay}>
          {tokens.map(({ cssVariable, cssValue }) => (
            <li key={cssVariable} title={`${cssVariable}: ${cssValue}`}>
              {cssVariable.startsWith('--color-') && <span className={styles.chip} style={{ background: cssValue }} aria-hidden="true" />}
              {cssVariable.slice(2)}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <span className={styles.bar} aria-hidden="true">
      <span style={{ width: `${Math.round(Math.max(0, Math.min(1, share)) * 100)}%` }} />
    </span>
  );
}
