import type { BuildPartsFragment } from '../../graphql/generated/graphql.ts';
import { Ago } from '../../ui/moments.tsx';
import { bytes, duration } from '../../ui/quantities.ts';
import { BUILD_WORDS, StatusBadge } from '../../ui/status.tsx';
import { phaseName } from './build-phase.ts';
import styles from './ignis.module.css';

export interface BuildRowProps {
  build: BuildPartsFragment;
  /** The longest duration in the list, in milliseconds: the full length of a bar. */
  slowest: number;
  chosen: boolean;
  onChoose: () => void;
}

export function BuildRow({ build, slowest, chosen, onChoose }: BuildRowProps) {
  return (
    <li>
      <button type="button" className={styles.row} aria-pressed={chosen} onClick={onChoose} data-tone={BUILD_WORDS[build.status].tone}>
        <span className={`${styles.number} numeric`}>#{build.number}</span>
        <span className={styles.what}>
          <strong>{subject(build)}</strong>
          <span className={styles.soft}>{circumstances(build)}</span>
        </span>
        <span className={styles.time}>
          {build.durationMs === null ? (
            <span className={styles.soft}>{build.phase ? `${phaseName(build.phase)}…` : '–'}</span>
          ) : (
            <>
              <span className="numeric">{duration(build.durationMs)}</span>
              <span className={styles.meter} aria-hidden="true">
                <span style={{ width: `${(build.durationMs / slowest) * 100}%` }} />
              </span>
            </>
          )}
        </span>
        <span className={`${styles.size} numeric`}>{build.metrics ? bytes(build.metrics.gzipBytes) : '–'}</span>
        <StatusBadge state={BUILD_WORDS[build.status]} />
        <span className={styles.at}>
          <Ago at={build.queuedAt} />
        </span>
      </button>
    </li>
  );
}

/** What was built, in the fewest words that are known. */
export function subject({ componentVersion, project, entry }: Pick<BuildPartsFragment, 'componentVersion' | 'project' | 'entry'>): string {
  if (componentVersion) return `${componentVersion.component.name} v${componentVersion.number}`;
  return project?.name ?? entry;
}

function circumstances({
  kind,
  componentVersion,
  project,
  branch,
  commit,
  status,
  phase,
  trigger,
  reusedFrom,
}: BuildPartsFragment): string {
  const state = kind === 'PROJECT' && branch ? `${branch}${commit ? ` at ${commit.slice(0, 7)}` : ''}` : null;
  const of = componentVersion ? project?.name : null;
  const end = status === 'FAILED' && phase ? `failed in ${phaseName(phase).toLowerCase()}` : reusedFrom ? 'unchanged' : null;
  return [of, state, end ?? (trigger === 'EVENT' ? 'by an event' : 'by hand')].filter(Boolean).join(' · ');
}
