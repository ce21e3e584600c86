import { useEffect, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { type EnvironmentPartsFragment, OpenDevEnvironmentDocument, StopDevEnvironmentDocument } from '../../graphql/generated/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Segmented } from '../../ui/fields.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { refusalOf } from './environment-answer.ts';
import { EnvironmentCommit } from './environment-commit.tsx';
import { type Draft, EnvironmentEditor } from './environment-editor.tsx';
import { EnvironmentNewFile } from './environment-new-file.tsx';
import { EnvironmentPreview } from './environment-preview.tsx';
import { EnvironmentStatus } from './environment-status.tsx';
import { EnvironmentTree } from './environment-tree.tsx';
import styles from './environment.module.css';
import { useEnvironment } from './use-environment.ts';

const PANES = [
  { value: 'files', label: 'Files' },
  { value: 'code', label: 'Code' },
  { value: 'preview', label: 'Preview' },
];

/** Where a project is edited: its files, one of them in an editor, and its page that follows. */
export function EnvironmentWorkspace({ projectId }: { projectId: string }) {
  const { environment, loading, failure, refresh } = useEnvironment(projectId);
  const [opening, open] = useMutation(OpenDevEnvironmentDocument);
  const start = (): void => void open({ input: { project: projectId } }).then(refresh);
  const refusal = opening.data || opening.error ? refusalOf(opening.error, opening.data?.openDevEnvironment) : null;
  // Looking at it is using it: what was stopped while nobody looked starts again, once.
  const wasOpened = useRef(false);
  const isStopped = environment?.status === 'STOPPED';
  useEffect(() => {
    if (environment == null || wasOpened.current) return;
    wasOpened.current = true;
    if (isStopped) void open({ input: { project: projectId } });
  }, [environment, isStopped, open, projectId]);
  if (loading) return <Skeleton height="40rem" radius="var(--radius-xl)" />;
  if (failure && !environment) return <FailureNotice failure={failure} missing="environments" onRetry={refresh} />;
  if (!environment)
    return (
      <EmptyState system="IGNIS" title="This project has no environment yet">
        {refusal && <span role="alert">{refusal.message} </span>}
        <Button look="primary" disabled={opening.fetching} onClick={start}>
          Open it
        </Button>
      </EmptyState>
    );
  return <Workspace key={environment.id} environment={environment} onStart={start} refusal={refusal?.message ?? null} />;
}

function Workspace({
  environment,
  onStart,
  refusal,
}: {
  environment: EnvironmentPartsFragment;
  onStart: () => void;
  refusal: string | null;
}) {
  const [chosen, choose] = useUrlFilter('file');
  const [pane, setPane] = useState('files');
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map());
  const [reveal, setReveal] = useState<{ path: string; line: number }>();
  const [stopping, stop] = useMutation(StopDevEnvironmentDocument);
  const wide = useMedia('(min-width: 60rem)');
  const paths = environment.files.map(({ path }) => path);
  const path = chosen || null;
  const show = (next: string, line: number | null = null): void => {
    choose(next, true);
    setPane('code');
    setReveal(line === null ? undefined : { path: next, line });
  };
  const setDraft = (of: string, draft: Draft | undefined): void =>
    setDrafts((before) => {
      const next = new Map(before);
      if (draft) next.set(of, draft);
      else next.delete(of);
      return next;
    });
  const shows = (one: string): boolean => wide || pane === one;
  const runs = environment.status === 'READY' || environment.status === 'PREPARING';
  return (
    <div className={styles.workspace}>
      <header className={styles.head}>
        <EnvironmentStatus environment={environment} onShow={show} />
        <div className={styles.actions}>
          <EnvironmentCommit environment={environment} unsaved={drafts.size} onDone={() => setDrafts(new Map())} />
          {runs ? (
            <Button look="quiet" disabled={stopping.fetching} onClick={() => void stop({ input: { environment: environment.id } })}>
              Stop
            </Button>
          ) : (
            <Button onClick={onStart}>Start</Button>
          )}
        </div>
      </header>
      {refusal && (
        <p className={styles.fault} role="alert">
          {refusal}
        </p>
      )}
      {!wide && <Segmented label="Part" choices={PANES} value={pane} onChoose={setPane} />}
      <div className={styles.panes}>
        {shows('files') && (
          <div className={styles.files}>
            <EnvironmentNewFile environment={environment.id} known={new Set(paths)} onMade={show} />
            <EnvironmentTree
              paths={paths}
              chosen={path}
              changed={new Set([...drafts.keys(), ...environment.changes.map((change) => change.path)])}
              onChoose={show}
            />
          </div>
        )}
        {shows('code') &&
          (path === null ? (
            <p className={styles.away}>Choose a file to edit it.</p>
          ) : (
            <EnvironmentEditor
              environment={environment}
              path={path}
              draft={drafts.get(path)}
              onDraft={(draft) => setDraft(path, draft)}
              reveal={reveal?.path === path ? reveal : undefined}
              onGone={() => (setDraft(path, undefined), choose(''), setPane('files'))}
            />
          ))}
        {shows('preview') && <EnvironmentPreview environment={environment} onStart={onStart} />}
      </div>
    </div>
  );
}
