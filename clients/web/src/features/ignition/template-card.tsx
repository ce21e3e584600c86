import type { TemplatePartsFragment } from '../../graphql/generated/graphql.ts';
import { useMay } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { Badge } from '../../ui/status.tsx';
import styles from './ignition.module.css';
import { KIND_NAMES } from './template-inputs.ts';

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
      <ul className={styles.inputs}>
        {template.inputs.map((input) => (
          <li key={input.key}>
            <span>
              {input.label}
              {input.required && <span className="visually-hidden"> (required)</span>}
              {input.required && (
                <span className={styles.required} aria-hidden="true">
                  *
                </span>
              )}
            </span>
            <span className={styles.kind}>
              {input.options.length > 0 ? `${KIND_NAMES[input.kind]} of ${input.options.length}` : KIND_NAMES[input.kind]}
            </span>
          </li>
        ))}
      </ul>
      {creates && (
        <Button look="primary" onClick={onUse} aria-label={`Create a project from ${template.name}`}>
          Create a project
        </Button>
      )}
    </li>
  );
}
