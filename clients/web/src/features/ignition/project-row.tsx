import { Link } from 'react-router';
import type { ProjectPartsFragment } from '../../graphql/generated/graphql.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Ago } from '../../ui/moments.tsx';
import { Badge } from '../../ui/status.tsx';
import styles from './ignition.module.css';

export function ProjectRow({ project }: { project: ProjectPartsFragment }) {
  return (
    <li className={styles.project}>
      <div className={styles.projectName}>
        <h3>{project.name}</h3>
        <code>{project.slug}</code>
      </div>
      <p className={styles.projectText}>{project.description}</p>
      <span className={styles.projectTemplate}>
        <Badge hue>{project.template.name}</Badge>
        <span className="numeric">v{project.templateVersion}</span>
      </span>
      <span className={styles.projectLinks}>
        <Link to={`/ignis?project=${encodeURIComponent(project.id)}&view=environment`}>Environment</Link>
        <Link to={`/ignis?project=${encodeURIComponent(project.id)}`}>Builds</Link>
        <Link to={`/waypoint?project=${encodeURIComponent(project.id)}`}>Deployments</Link>
        {project.repository && <CopyButton text={`git clone ${project.repository.cloneUrl}`} what={`clone command of ${project.name}`} />}
      </span>
      <span className={styles.projectAt}>
        <Ago at={project.createdAt} />
      </span>
    </li>
  );
}
