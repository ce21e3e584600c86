import { useSystems } from '../../app/health-feed.ts';
import { SYSTEM_NAMES } from '../../systems/system-names.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { SectionHead, useDocumentTitle } from '../../ui/page-header.tsx';
import { HealthHistory } from './health-history.tsx';
import { Hero } from './hero.tsx';
import styles from './landing.module.css';
import { SystemCard } from './system-card.tsx';

export function LandingPage() {
  useDocumentTitle('Landing');
  const { systems, loading, failure, refresh } = useSystems();
  return (
    <div data-palette="landing">
      <Hero systems={systems} />
      <section aria-labelledby="systems" aria-busy={loading}>
        <SectionHead id="systems" title="The six systems" />
        {failure && (
          <div className={styles.notice}>
            <FailureNotice failure={failure} missing="health readings" onRetry={refresh} />
          </div>
        )}
        <ul className={styles.cards}>
          {SYSTEM_NAMES.map((name) => (
            <SystemCard key={name} name={name} system={systems.get(name)} loading={loading} />
          ))}
        </ul>
      </section>
      <HealthHistory />
    </div>
  );
}
