import { RefreshCw } from 'lucide-react';
import { useMutation } from 'urql';
import { CheckSystemHealthDocument, type SystemPartsFragment } from '../../graphql/generated/graphql.ts';
import { useMay } from '../../session/viewer.ts';
import type { SystemName } from '../../systems/system-names.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Ago } from '../../ui/moments.tsx';
import { duration } from '../../ui/quantities.ts';
import { DEPENDENCY_WORDS, HEALTH_WORDS, StatusDot } from '../../ui/status.tsx';
import styles from './landing.module.css';

/** What the system stands on, its last error, and a probe on demand. */
export function DependencyList({ name, health }: { name: SystemName; health: SystemPartsFragment['health'] }) {
  const mayCheck = useMay('system.check');
  const [probe, check] = useMutation(CheckSystemHealthDocument);
  const result = probe.data?.checkSystemHealth;
  const refusal = probe.error
    ? 'The probe could not be asked for. Try again in a moment.'
    : result && 'message' in result
      ? result.message
      : null;
  const run = async (): Promise<void> => {
    const { data } = await check({ input: { name } });
    if (data?.checkSystemHealth.__typename === 'System')
      announce(`${data.checkSystemHealth.title}: ${HEALTH_WORDS[data.checkSystemHealth.health.status].word}`);
  };
  return (
    <div className={styles.dependencies}>
      <ul>
        {health.dependencies.map((dependency) => (
          <li key={dependency.name}>
            <StatusDot tone={DEPENDENCY_WORDS[dependency.status].tone} />
            <span className={styles.dependencyName}>{dependency.name}</span>
            <span className={`${styles.dependencyState} numeric`}>
              {DEPENDENCY_WORDS[dependency.status].word}
              {typeof dependency.latencyMs === 'number' && ` · ${duration(dependency.latencyMs)}`}
            </span>
            {dependency.lastError && <span className={styles.lastError}>{dependency.lastError}</span>}
          </li>
        ))}
        {health.dependencies.length === 0 && <li>It stands on nothing else.</li>}
      </ul>
      {health.lastError && <p className={styles.lastError}>Last error: {health.lastError}</p>}
      <div className={styles.probe}>
        <span>
          {health.checkedAt ? (
            <>
              Checked <Ago at={health.checkedAt} />
            </>
          ) : (
            'Not checked yet'
          )}
        </span>
        {mayCheck && (
          <Button size="small" onClick={() => void run()} disabled={probe.fetching}>
            <RefreshCw size={12} aria-hidden="true" />
            {probe.fetching ? 'Probing…' : 'Probe now'}
          </Button>
        )}
      </div>
      {refusal && (
        <p className={styles.lastError} role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}
