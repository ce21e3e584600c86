import type { TemplatePartsFragment } from '../../graphql/generated/graphql.ts';
import { useMay } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { Badge } from '../../ui/status.tsx';
import styles from './ignition.module.css';
import { inputsOf, STEPS } from './wizard-steps.ts';

export function TemplateCard({ template, onUse }: { template: TemplatePartsFragment; onUse: () => void }) {
  const creates = useMay('project.create');
  return (
    <li className={styles.template}>
      <div className={styles.templateHead}>
        <h3>{template.name}</h3>
        <span className={`${styles.version} numeric`}>v{template.version}</span>
      </div>
      <p className={styles.description}>{template.description}</p>
      <p className={styles.tags}>
        <Badge hue>{template.framework}</Badge>
        {template.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </p>
      <h4>Asks for</h4>
      <dl className={styles.inputs}>
        {STEPS.map(({ name, title }) => {
          const labels = inputsOf(name, template.inputs).map(({ label }) => label);
          return (
            labels.length > 0 && (
              <div key={name}>
                <dt>{title}</dt>
                <dd>{labels.join(', ')}</dd>
              </div>
            )
          );
        })}
      </dl>
      {creates && (
        <Button look="primary" onClick={onUse} aria-label={`Create a project from ${template.name}`}>
          Create a project
        </Button>
      )}
    </li>
  );
}
