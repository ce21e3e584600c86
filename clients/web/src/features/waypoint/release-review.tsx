import { Link } from 'react-router';
import type { ReleaseReviewFragment } from '../../graphql/generated/graphql.ts';
import { bytes } from '../../ui/quantities.ts';
import styles from './delivery.module.css';

/** What one should have seen of a release before it goes anywhere. */
export function ReleaseReview({ release, running }: { release: ReleaseReviewFragment; running: string | null }) {
  const { version, commit, message, image, digest, sizeBytes, healthPath, build } = release;
  return (
    <dl className={styles.review} aria-label={`Release ${version}`}>
      <dt>Version</dt>
      <dd>
        <span className="numeric">{version}</span>
        {running !== null && running !== version && ` in the place of ${running}`}
        {running === version && ', which runs there already'}
      </dd>
      <dt>Commit</dt>
      <dd>
        <code title={commit}>{commit.slice(0, 8)}</code> {message.split('\n', 1)[0]}
      </dd>
      {build && (
        <>
          <dt>Build</dt>
          <dd>
            <Link to={`/ignis?build=${encodeURIComponent(build.id)}`}>#{build.number}</Link>
            {build.metrics && ` · ${bytes(build.metrics.outputBytes)}, ${bytes(build.metrics.gzipBytes)} compressed`}
          </dd>
        </>
      )}
      {build?.artifact && (
        <>
          <dt>Artifact</dt>
          <dd>
            <code title={build.artifact.digest}>{build.artifact.digest.slice(7, 19)}</code> · {bytes(build.artifact.sizeBytes)}
          </dd>
        </>
      )}
      <dt>Image</dt>
      <dd>
        {image} · <code title={digest}>{digest.slice(7, 19)}</code> · {bytes(sizeBytes)}
      </dd>
      <dt>Health check</dt>
      <dd>
        <code>GET {healthPath}</code>, then PostgreSQL and Redis
      </dd>
    </dl>
  );
}
