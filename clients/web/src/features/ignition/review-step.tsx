import { useMemo } from 'react';
import { ProjectPlanDocument, type TemplatePartsFragment } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { bytes } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { type Draft, requestOf } from './draft.ts';
import { FileBrowser } from './file-browser.tsx';
import styles from './wizard.module.css';

const HOSTS = { EMBEDDED: 'kept by IGNITION', GITHUB: 'at GitHub' } as const;

/** The dry run: what would be made, to look through. */
export function ReviewStep({ template, draft }: { template: TemplatePartsFragment; draft: Draft }) {
  const variables = useMemo(() => ({ input: requestOf(template, draft) }), [template, draft]);
  const { data, loading, failure, refresh } = useResource(ProjectPlanDocument, { variables });
  const plan = data?.projectPlan;
  const files = plan?.files ?? [];
  const [problem] = plan?.problems ?? [];
  const target = String(draft.values['deploymentTarget'] ?? 'none');
  return (
    <div className={styles.review} aria-busy={loading}>
      {failure && <FailureNotice failure={failure} missing="files" onRetry={refresh} />}
      {problem && (
        <p className={styles.error} role="alert">
          {problem.message}
        </p>
      )}
      <dl className={styles.facts}>
        <Fact term="Package" value={plan?.slug ?? draft.name} />
        <Fact term="Template" value={`${template.name} ${template.version}`} />
        <Fact term="Repository" value={plan?.repositoryHost ? HOSTS[plan.repositoryHost] : '…'} />
        <Fact term="First deployment" value={target === 'none' ? 'none' : target} />
        <Fact
          term="First commit"
          value={files.length > 0 ? `${files.length} files, ${bytes(files.reduce((sum, { size }) => sum + size, 0))}` : '…'}
        />
      </dl>
      {files.length > 0 ? <FileBrowser files={files} /> : !failure && !problem && <Skeleton height="26rem" radius="var(--radius-lg)" />}
    </div>
  );
}

function Fact({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}
