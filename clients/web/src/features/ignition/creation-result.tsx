import { ArrowRight } from 'lucide-react';
import { Link } from 'react-router';
import type { ProjectPartsFragment } from '../../graphql/generated/graphql.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './creation.module.css';

/** What the user ends with (IGNI-6): a repository, a development environment, and the way to staging. */
export function CreationResult({ project }: { project: ProjectPartsFragment }) {
  const { repository } = project;
  const id = encodeURIComponent(project.id);
  const command = repository && `git clone ${repository.cloneUrl}`;
  return (
    <div className={styles.result}>
      {command && (
        <div className={styles.clone}>
          <h3>Clone it</h3>
          <div className={styles.command}>
            <code>{command}</code>
            <CopyButton text={command} what="clone command" />
          </div>
          {repository.host === 'EMBEDDED' ? (
            <p>
              Any user name, and as the password an access token with project.read, and project.write to push.{' '}
              <Link to="/account">Make one in your account</Link>
            </p>
          ) : (
            <p>
              <a href={repository.webUrl ?? repository.cloneUrl}>Look at it at GitHub</a>
            </p>
          )}
        </div>
      )}
      <ul className={styles.ways}>
        <Way to={`/ignis?project=${id}&view=environment`} title="Open in IGNIS">
          Edit it in the browser, with a preview that follows.
        </Way>
        <Way to={`/waypoint?project=${id}`} title="Deploy to staging">
          Its pipeline in WAYPOINT: each push goes to development, and on from there when you say so.
        </Way>
      </ul>
    </div>
  );
}

function Way({ to, title, children }: { to: string; title: string; children: string }) {
  return (
    <li>
      <Link to={to} className={styles.way}>
        <strong>
          {title}
          <ArrowRight size={15} aria-hidden="true" />
        </strong>
        <span>{children}</span>
      </Link>
    </li>
  );
}
