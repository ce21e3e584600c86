import { Check, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useSubscription } from 'urql';
import {
  GenerationChangedDocument,
  GenerationDetailDocument,
  type GenerationPartsFragment,
  type GenerationStatus,
} from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Ago } from '../../ui/moments.tsx';
import { duration } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Badge, StatusBadge } from '../../ui/status.tsx';
import { Analysis } from './analysis.tsx';
import { GENERATION_WORDS, hasEnded, progressOf, STEPS } from './generation-states.ts';
import styles from './generation.module.css';
import { OtherPatterns } from './other-patterns.tsx';
import { Workbench } from './workbench.tsx';

/** An event that came before it was listened for is made up for by asking. */
const RUNNING_POLL_MS = 3_000;

export interface GenerationViewProps {
  id: string;
  /** To another generation. */
  onBegin: (generation: string) => void;
  /** To a component that was saved. */
  onSaved: (slug: string) => void;
  onClose: () => void;
}

/** One generation, as it gets on: what was read in the prompt, what was written, and what the checks say. */
export function GenerationView({ id, onBegin, onSaved, onClose }: GenerationViewProps) {
  const { data, loading, failure, refresh } = useResource(GenerationDetailDocument, {
    variables: { id },
    pollEvery: (known) => (known?.generation && !hasEnded(known.generation.status) ? RUNNING_POLL_MS : null),
  });
  const generation = data?.generation;
  useSubscription({ query: GenerationChangedDocument, variables: { id }, pause: generation != null && hasEnded(generation.status) });
  useSpokenStatus(generation?.status);
  if (loading) return <Skeleton height="30rem" radius="var(--radius-xl)" />;
  if (failure && !generation) return <FailureNotice failure={failure} missing="generations" onRetry={refresh} />;
  if (!generation) return <p className={styles.soft}>There is no generation of this name. Ask for a component above.</p>;
  return (
    <section className={styles.generation} aria-labelledby="generation" data-status={generation.status}>
      <header className={styles.head}>
        <div className={styles.headText}>
          <h2 id="generation">{generation.prompt}</h2>
          <p className={styles.facts}>
            <StatusBadge state={GENERATION_WORDS[generation.status]} />
            <Badge>{generation.provider === 'BUILT_IN' ? 'Built-in experts' : generation.provider}</Badge>
            <span>
              {generation.author}, <Ago at={generation.createdAt} />
              {generation.durationMs !== null && `, in ${duration(generation.durationMs)}`}
            </span>
          </p>
        </div>
        <Button look="quiet" size="icon" onClick={onClose} aria-label="Back to the components">
          <X size={16} aria-hidden="true" />
        </Button>
      </header>
      <Steps status={generation.status} />
      {generation.failure && (
        <p className={styles.failure} role="alert">
          <strong>{generation.failure.message}</strong> {generation.failure.remedy}
        </p>
      )}
      {generation.notes.map((note) => (
        <p key={note} className={styles.soft}>
          {note}
        </p>
      ))}
      {generation.status === 'UNMATCHED' && generation.analysis && (
        <OtherPatterns prompt={generation.prompt} matches={generation.analysis.alternatives} onBegin={onBegin} />
      )}
      {generation.analysis && generation.status !== 'UNMATCHED' && <Analysis analysis={generation.analysis} tokens={generation.tokens} />}
      <Result key={generation.id} generation={generation} onSaved={onSaved} />
    </section>
  );
}

function Result({ generation, onSaved }: { generation: GenerationPartsFragment } & Pick<GenerationViewProps, 'onSaved'>) {
  const { result, report, status } = generation;
  if (result) return <Workbench draft={result} report={report} generation={generation.id} onSaved={onSaved} />;
  if (hasEnded(status)) return null;
  return (
    <div aria-busy="true">
      <Skeleton height="24rem" radius="var(--radius-lg)" />
    </div>
  );
}

function Steps({ status }: { status: GenerationStatus }) {
  return (
    <ol className={styles.steps}>
      {STEPS.map((step) => {
        const progress = progressOf(step.status, status);
        return (
          <li key={step.status} data-progress={progress} aria-current={progress === 'now' ? 'step' : undefined}>
            <span className={styles.stepMark} aria-hidden="true">
              {progress === 'done' && <Check size={12} />}
            </span>
            {step.title}
            <span className="visually-hidden">{progress === 'done' ? ', done' : progress === 'now' ? ', now' : ''}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** Says where it has got to, not where it was when the page was opened. */
function useSpokenStatus(status: GenerationStatus | undefined): void {
  const said = useRef(status);
  useEffect(() => {
    if (status !== undefined && said.current !== undefined && said.current !== status) announce(`${GENERATION_WORDS[status].word}.`);
    said.current = status;
  }, [status]);
}
