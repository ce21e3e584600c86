import { ArrowUpRight, ChevronDown } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { preloadPage } from '../../app/page-code.ts';
import type { SystemPartsFragment } from '../../graphql/generated/graphql.ts';
import { useMayOpen } from '../../session/viewer.ts';
import { SYSTEM_CATALOG } from '../../systems/system-catalog.ts';
import { SystemMark } from '../../systems/system-mark.tsx';
import type { SystemName } from '../../systems/system-names.ts';
import { Ago } from '../../ui/moments.tsx';
import { duration } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { HEALTH_WORDS, StatusBadge } from '../../ui/status.tsx';
import { DependencyList } from './dependency-list.tsx';
import styles from './landing.module.css';
import { SystemFigure } from './system-figure.tsx';

export interface SystemCardProps {
  name: SystemName;
  /** Undefined while it loads and when LANDING does not answer. */
  system: SystemPartsFragment | undefined;
  loading: boolean;
}

export function SystemCard({ name, system, loading }: SystemCardProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const opens = useMayOpen(name);
  const { title, route, palette, tagline } = SYSTEM_CATALOG[name];
  const health = system?.health;
  const dependencies = health?.dependencies ?? [];
  const failing = dependencies.filter(({ status }) => status === 'DOWN').length;
  return (
    <li
      className={styles.card}
      data-palette={palette}
      data-status={health?.status ?? 'UNKNOWN'}
      aria-labelledby={`${id}-title`}
      data-testid={`system-${name.toLowerCase()}`}
    >
      <div className={styles.cardTop}>
        <span className={styles.tile}>
          <SystemMark name={name} size={26} />
        </span>
        <h3 className={styles.cardTitle} id={`${id}-title`}>
          {opens ? (
            <Link to={route} className={styles.cardLink} onPointerEnter={() => preloadPage(name)} onFocus={() => preloadPage(name)}>
              {title}
            </Link>
          ) : (
            title
          )}
        </h3>
        {loading ? (
          <Skeleton width="4rem" height="1.375rem" radius="var(--radius-full)" />
        ) : (
          <StatusBadge state={HEALTH_WORDS[health?.status ?? 'UNKNOWN']} />
        )}
      </div>
      <p className={styles.purpose}>{system?.purpose ?? tagline}</p>
      <div className={styles.figure}>
        {health?.status === 'DOWN' ? <p className={styles.trouble}>{name} does not answer</p> : <SystemFigure name={name} />}
      </div>
      <dl className={styles.readings}>
        <Reading term="Latency" loading={loading}>
          {typeof health?.latencyMs === 'number' ? duration(health.latencyMs) : '–'}
        </Reading>
        <Reading term="Version" loading={loading}>
          {health?.version ?? '–'}
        </Reading>
        <Reading term="Since" loading={loading}>
          {health ? <Ago at={health.since} /> : '–'}
        </Reading>
      </dl>
      <div className={styles.cardFoot}>
        {!opens ? (
          <span />
        ) : system ? (
          <a href={system.address} className={styles.address}>
            {system.address.replace(/^https?:\/\//, '')}
            <ArrowUpRight size={12} aria-hidden="true" />
          </a>
        ) : (
          <Skeleton width="7rem" height="0.75rem" />
        )}
        <button
          type="button"
          className={styles.disclose}
          aria-expanded={open}
          aria-controls={`${id}-dependencies`}
          disabled={!health}
          onClick={() => setOpen(!open)}
        >
          {failing > 0 ? `${failing} of ${dependencies.length} down` : 'Dependencies'}
          <span className="visually-hidden">{failing > 0 ? ` – dependencies of ${title}` : ` of ${title}`}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      </div>
      <div id={`${id}-dependencies`} hidden={!open}>
        {open && health && <DependencyList name={name} health={health} />}
      </div>
    </li>
  );
}

function Reading({ term, loading, children }: { term: string; loading: boolean; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className="numeric">{loading ? <Skeleton width="3.5rem" height="0.875rem" /> : children}</dd>
    </div>
  );
}
