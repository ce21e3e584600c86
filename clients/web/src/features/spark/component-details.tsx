import { useState } from 'react';
import { Link } from 'react-router';
import {
  ComponentDetailDocument,
  ComponentRegistrationDocument,
  ComponentTokensDocument,
  type ComponentDetailQuery,
} from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useMay, useMayOpen } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { CodeView } from '../../ui/code-view.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Segmented, Select } from '../../ui/fields.tsx';
import { Ago } from '../../ui/moments.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Badge } from '../../ui/status.tsx';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { ComponentPreview } from './component-preview.tsx';
import styles from './spark.module.css';
import { Workbench } from './workbench.tsx';

type DetailedComponent = NonNullable<ComponentDetailQuery['component']>;
type File = 'source' | 'tests' | 'stories';
/** The component as it looks, or one of its files. */
type View = 'look' | File;

const VIEWS: readonly { value: View; label: string }[] = [
  { value: 'look', label: 'Look' },
  { value: 'source', label: 'Source' },
  { value: 'tests', label: 'Tests' },
  { value: 'stories', label: 'Stories' },
];

export function ComponentDetails({ slug, onSaved }: { slug: string; onSaved: (slug: string) => void }) {
  const { data, loading, failure, refresh } = useResource(ComponentDetailDocument, { variables: { slug } });
  const component = data?.component;
  if (loading) return <Skeleton height="36rem" radius="var(--radius-xl)" />;
  if (failure && !component) return <FailureNotice failure={failure} missing="details" onRetry={refresh} />;
  if (!component) return <p className={styles.soft}>There is no component of this name any more. Choose another one from the list.</p>;
  return <Details component={component} onSaved={onSaved} />;
}

function Details({ component, onSaved }: { component: DetailedComponent; onSaved: (slug: string) => void }) {
  const saves = useMay('component.write');
  const [editing, setEditing] = useState<number | null>(null);
  const versions = component.versions.edges.map(({ node }) => node);
  const [wanted, setWanted] = useUrlFilter('version');
  const [file, setFile] = useState<View>('look');
  const version = versions.find(({ number }) => String(number) === wanted) ?? versions[0];
  return (
    <article className={styles.details} aria-labelledby="component-name">
      <header className={styles.head}>
        <div>
          <h2 id="component-name">{component.name}</h2>
          <p className={styles.soft}>{component.description}</p>
        </div>
        <Registration slug={component.slug} />
      </header>
      <Worn slug={component.slug} variables={component.cssVariables} />
      {version && editing !== null && (
        <div className={styles.editing}>
          <Button size="small" onClick={() => setEditing(null)}>
            Back without saving
          </Button>
          <Workbench
            draft={{ ...version, name: component.name, description: component.description }}
            report={null}
            base={editing}
            onSaved={(saved) => {
              setEditing(null);
              onSaved(saved);
            }}
          />
        </div>
      )}
      {version && editing === null && (
        <div className={styles.code}>
          <div className={styles.codeHead}>
            <Segmented
              label="View"
              choices={VIEWS}
              value={file}
              onChoose={(value) => setFile(VIEWS.find((each) => each.value === value)?.value ?? 'look')}
            />
            <div className={styles.codeTools}>
              <span className={styles.soft}>
                <Ago at={version.createdAt} />
              </span>
              <div className={styles.version}>
                <Select aria-label="Version" value={version.number} onChange={(event) => setWanted(event.target.value)}>
                  {versions.map(({ id, number }) => (
                    <option key={id} value={number}>
                      Version {number}
                    </option>
                  ))}
                </Select>
              </div>
              {file !== 'look' && <CopyButton text={version[file]} what={`${component.name} ${file}`} />}
              {saves && version.number === component.latestVersion.number && (
                <Button size="small" onClick={() => setEditing(version.number)}>
                  Edit
                </Button>
              )}
            </div>
          </div>
          {file === 'look' ? (
            <ComponentPreview key={version.id} draft={{ ...version, name: component.name }} />
          ) : (
            <CodeView code={version[file]} label={`${component.name}, ${file}`} />
          )}
        </div>
      )}
    </article>
  );
}

/** SLATE's part. */
function Worn({ slug, variables }: { slug: string; variables: readonly string[] }) {
  const seesTokens = useMay('token.read');
  const { data, loading, failure, refresh } = useResource(ComponentTokensDocument, { variables: { slug }, pause: !seesTokens });
  const tokens = data?.component?.tokens;
  return (
    <section aria-labelledby="worn" aria-busy={loading} className={styles.worn}>
      <h3 id="worn">Wears {variables.length === 1 ? '1 token' : `${variables.length} tokens`}</h3>
      {failure && !tokens && <FailureNotice failure={failure} missing="token values" onRetry={refresh} />}
      <ul className={styles.tokens}>
        {loading && variables.map((variable) => <Skeleton key={variable} width="8rem" height="1.75rem" />)}
        {tokens?.map((token) => (
          <li key={token.id}>
            <Link to={`/slate?token=${encodeURIComponent(token.path)}`}>
              {token.type === 'COLOR' && <span className={styles.chip} style={{ background: token.cssValue }} />}
              {token.path}
            </Link>
          </li>
        ))}
      </ul>
      {variables.length === 0 && <p className={styles.soft}>This version reads no custom property.</p>}
    </section>
  );
}

/** WAYPOINT's part: not knowing it costs a badge. */
function Registration({ slug }: { slug: string }) {
  const opens = useMayOpen('WAYPOINT');
  const { data, failure } = useResource(ComponentRegistrationDocument, { variables: { slug } });
  const entry = data?.component?.registryEntry;
  if (failure && !entry)
    return <Badge>{failure.denied ? 'Registry not open to your role' : `${failure.systems[0] ?? 'WAYPOINT'} does not answer`}</Badge>;
  if (!data) return <Skeleton width="8rem" height="1.375rem" radius="var(--radius-full)" />;
  if (!entry) return <Badge>Not in the registry</Badge>;
  const badge = <Badge hue>In the registry as v{entry.version}</Badge>;
  return opens ? <Link to="/waypoint">{badge}</Link> : badge;
}
