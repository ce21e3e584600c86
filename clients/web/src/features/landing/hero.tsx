import { ArrowRight } from 'lucide-react';
import { Link } from 'react-router';
import type { SystemPartsFragment } from '../../graphql/generated/graphql.ts';
import { useMay } from '../../session/viewer.ts';
import { SYSTEM_NAMES, type SystemName } from '../../systems/system-names.ts';
import { StatusDot } from '../../ui/status.tsx';
import styles from './hero.module.css';
import { Spectrum } from './spectrum.tsx';

export function Hero({ systems }: { systems: ReadonlyMap<SystemName, SystemPartsFragment> }) {
  const createsProjects = useMay('project.create');
  return (
    <section className={styles.hero} aria-labelledby="hero-title">
      <div className={styles.words}>
        <Summary systems={systems} />
        <h1 id="hero-title" className={styles.title}>
          From design tokens to a running deployment.
        </h1>
        <p className={styles.lead}>
          Six systems and one graph carry an idea from its first colour to production, on hardware your team owns.
        </p>
        <div className={styles.actions}>
          <Link to="/slate" className={styles.primary}>
            Explore the tokens
            <ArrowRight size={16} aria-hidden="true" />
          </Link>
          {createsProjects && (
            <Link to="/ignition" className={styles.secondary}>
              Start a project
            </Link>
          )}
        </div>
      </div>
      <Spectrum statuses={new Map(SYSTEM_NAMES.map((name) => [name, systems.get(name)?.health.status ?? 'UNKNOWN']))} />
    </section>
  );
}

function Summary({ systems }: { systems: ReadonlyMap<SystemName, SystemPartsFragment> }) {
  const all = [...systems.values()];
  const up = all.filter(({ health }) => health.status === 'UP').length;
  const troubled = all.filter(({ health }) => health.status === 'DOWN' || health.status === 'DEGRADED');
  const tone =
    all.length === 0
      ? 'unknown'
      : troubled.some(({ health }) => health.status === 'DOWN')
        ? 'down'
        : troubled.length > 0
          ? 'degraded'
          : 'up';
  const words =
    all.length === 0
      ? 'Reading the health of the systems'
      : troubled.length === 0 && up === all.length
        ? 'All systems up'
        : `${up} of ${all.length} up${troubled.length > 0 ? ` · ${troubled.map(({ title, health }) => `${title} ${health.status.toLowerCase()}`).join(', ')}` : ''}`;
  return (
    <p className={styles.summary} data-testid="health-summary">
      <StatusDot tone={tone} pulse={tone === 'up'} />
      {words}
    </p>
  );
}
