import { Sparkles } from 'lucide-react';
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { useMutation } from 'urql';
import { GenerateComponentDocument, PatternsDocument } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea } from '../../ui/fields.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './generation.module.css';

const NO_VARIABLES = {};
const EXAMPLES = 5;

export interface PromptBoxProps {
  onBegin: (generation: string) => void;
}

/** Where a component is asked for in words. */
export function PromptBox({ onBegin }: PromptBoxProps) {
  const [prompt, setPrompt] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  const [beginning, generate] = useMutation(GenerateComponentDocument);
  const patterns = useResource(PatternsDocument, { variables: NO_VARIABLES });
  const examples = patterns.data?.patterns?.flatMap(({ examples: [first] }) => first ?? []).slice(0, EXAMPLES) ?? [];
  const result = sent === prompt ? beginning.data?.generateComponent : undefined;
  const problem = beginning.error
    ? failureOf(beginning.error)?.message
    : result?.__typename === 'InvalidInputError'
      ? result.fields.map(({ message }) => message).join(' ')
      : result?.__typename === 'ForbiddenError'
        ? result.message
        : undefined;

  const begin = async (): Promise<void> => {
    setSent(prompt);
    const { data } = await generate({ input: { prompt } });
    if (data?.generateComponent.__typename === 'Generation') onBegin(data.generateComponent.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void begin();
  };
  return (
    <form
      className={styles.prompt}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void begin();
      }}
      aria-label="New component"
    >
      <Field label="What should it be?" required error={problem}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={prompt}
            placeholder="A product card with image, price and actions “Add to cart”, “Remember”"
            onChange={(event) => setPrompt(event.target.value)}
            onKeyDown={onKeyDown}
          />
        )}
      </Field>
      <div className={styles.promptFoot}>
        <ul className={styles.examples} aria-label="Examples">
          {patterns.loading && Array.from({ length: 3 }, (_, index) => <Skeleton key={index} width="10rem" height="1.75rem" />)}
          {examples.map((example) => (
            <li key={example}>
              <button type="button" onClick={() => setPrompt(example)}>
                {example}
              </button>
            </li>
          ))}
        </ul>
        <Button look="primary" type="submit" disabled={beginning.fetching} aria-keyshortcuts="Control+Enter Meta+Enter">
          <Sparkles size={15} aria-hidden="true" />
          {beginning.fetching ? 'Beginning…' : 'Make it'}
        </Button>
      </div>
    </form>
  );
}
