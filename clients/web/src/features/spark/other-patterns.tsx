import { useState } from 'react';
import { useMutation } from 'urql';
import { GenerateComponentDocument, type MatchPartsFragment } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import styles from './generation.module.css';

export interface OtherPatternsProps {
  prompt: string;
  matches: readonly MatchPartsFragment[];
  onBegin: (generation: string) => void;
}

/** No pattern fits the prompt: the nearest ones, to be made from all the same. */
export function OtherPatterns({ prompt, matches, onBegin }: OtherPatternsProps) {
  const [generating, generate] = useMutation(GenerateComponentDocument);
  const [chosen, setChosen] = useState<string | null>(null);
  const result = generating.data?.generateComponent;
  const problem = generating.error ? failureOf(generating.error)?.message : result && 'message' in result ? result.message : undefined;
  const begin = async (pattern: string): Promise<void> => {
    setChosen(pattern);
    const { data } = await generate({ input: { prompt, pattern } });
    if (data?.generateComponent.__typename === 'Generation') onBegin(data.generateComponent.id);
  };
  return (
    <section className={styles.unmatched} aria-labelledby="unmatched">
      <h3 id="unmatched">SPARK knows no pattern for this</h3>
      <p className={styles.soft}>
        {matches.length === 0
          ? 'Nothing comes near it, either. Say it in other words: what is it, and what does somebody do with it?'
          : 'These come nearest. Choose one, or say it in other words above.'}
      </p>
      <ul className={styles.nearest}>
        {matches.map(({ pattern }) => (
          <li key={pattern.key}>
            <button type="button" disabled={generating.fetching} onClick={() => void begin(pattern.key)}>
              <strong>{pattern.title}</strong>
              <span>{generating.fetching && chosen === pattern.key ? 'Beginning…' : pattern.description}</span>
            </button>
          </li>
        ))}
      </ul>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
