import { ArrowRight, X } from 'lucide-react';
import { Link } from 'react-router';
import { TokenConsumersDocument, TokenDetailDocument, type TokenDetailQuery } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useMay } from '../../session/viewer.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Ago } from '../../ui/moments.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Badge } from '../../ui/status.tsx';
import { ContrastTable } from './contrast-table.tsx';
import styles from './slate.module.css';
import { TokenEditor } from './token-editor.tsx';
import { TokenPreview } from './token-preview.tsx';
import { TYPE_NAMES } from './token-type-names.ts';
import { usageOf } from './token-usage.ts';
import { valueText } from './token-value.ts';

export type DetailedToken = NonNullable<TokenDetailQuery['token']>;

export interface TokenDetailsProps {
  path: string;
  onClose: () => void;
  /** Goes to another token: an alias, or one that follows this one. */
  onOpen: (path: string) => void;
}

export function TokenDetails({ path, onClose, onOpen }: TokenDetailsProps) {
  const { data, loading, failure, refresh } = useResource(TokenDetailDocument, { variables: { path } });
  const token = data?.token;
  return (
    <div className={styles.panel} aria-busy={loading}>
      <div className={styles.panelHead}>
        <h3 className={styles.panelTitle}>{path}</h3>
        <Button look="quiet" size="icon" onClick={onClose} aria-label="Close details">
          <X size={16} aria-hidden="true" />
        </Button>
      </div>
      {failure && !token && <FailureNotice failure={failure} missing="details" onRetry={refresh} />}
      {loading && <DetailsPlaceholder />}
      {data && !token && !failure && (
        <p className={styles.soft}>There is no token of this name any more. Choose another one from the list.</p>
      )}
      {token && <Details token={token} onOpen={onOpen} />}
    </div>
  );
}

function Details({ token, onOpen }: { token: DetailedToken; onOpen: (path: string) => void }) {
  const edits = useMay('token.write');
  const seesComponents = useMay('component.read');
  const usage = usageOf(token.type, token.cssVariable);
  const followers = token.aliasedBy.edges.map(({ node }) => node);
  return (
    <>
      <div className={styles.stage}>
        <TokenPreview token={token} size="large" />
      </div>
      {token.description && <p className={styles.soft}>{token.description}</p>}
      <p className={styles.badges}>
        <Badge>{TYPE_NAMES[token.type]}</Badge>
        <Badge>{token.set.name}</Badge>
        <Badge>version {token.version}</Badge>
        <span className={styles.soft}>
          changed <Ago at={token.updatedAt} />
        </span>
      </p>
      <dl className={styles.copies}>
        <CopyRow
          term="Value"
          text={
            token.type === 'COLOR' || !valueText(token.resolvedValue).startsWith('{"') ? valueText(token.resolvedValue) : token.cssValue
          }
        />
        <CopyRow term="CSS variable" text={`var(${token.cssVariable})`} />
        <CopyRow term="CSS usage" text={usage.css} />
        <CopyRow term="Tailwind usage" text={usage.tailwind} />
      </dl>
      {token.type === 'COLOR' && <ContrastTable variable={token.cssVariable} version={token.version} />}
      {token.alias && <AliasChain token={token} onOpen={onOpen} />}
      {edits && <TokenEditor key={token.id} token={token} />}
      {followers.length > 0 && (
        <div className={styles.block}>
          <h4>Followed by {token.aliasedBy.totalCount}</h4>
          <ul className={styles.links}>
            {followers.map(({ id, path }) => (
              <li key={id}>
                <button type="button" onClick={() => onOpen(path)}>
                  {path}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {seesComponents && <Consumers path={token.path} />}
    </>
  );
}

function CopyRow({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <code title={text}>{text}</code>
        <CopyButton text={text} what={term} />
      </dd>
    </div>
  );
}

function AliasChain({ token, onOpen }: { token: DetailedToken; onOpen: (path: string) => void }) {
  const chain = [token.alias, token.alias?.alias, token.alias?.alias?.alias].filter((step) => step !== null && step !== undefined);
  return (
    <div className={styles.block}>
      <h4>Alias of</h4>
      <ol className={styles.chain}>
        <li>{token.path}</li>
        {chain.map((step) => (
          <li key={step.id}>
            <ArrowRight size={13} aria-hidden="true" />
            <button type="button" onClick={() => onOpen(step.path)}>
              {token.type === 'COLOR' && <span className={styles.chip} style={{ background: step.cssValue }} />}
              {step.path}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** SPARK's part: asked apart, so that the token is there when SPARK is not. */
function Consumers({ path }: { path: string }) {
  const { data, loading, failure, refresh } = useResource(TokenConsumersDocument, { variables: { path } });
  const usedBy = data?.token?.usedBy;
  return (
    <div className={styles.block} aria-busy={loading}>
      <h4>Worn by{usedBy ? ` ${usedBy.totalCount}` : ''}</h4>
      {loading && <Skeleton height="1.75rem" />}
      {failure && !usedBy && <FailureNotice failure={failure} missing="components" onRetry={refresh} />}
      {usedBy?.totalCount === 0 && <p className={styles.soft}>No component wears it yet.</p>}
      <ul className={styles.links}>
        {usedBy?.edges.map(({ node }) => (
          <li key={node.id}>
            <Link to={`/spark?component=${encodeURIComponent(node.slug)}`}>{node.name}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function DetailsPlaceholder() {
  return (
    <>
      <Skeleton height="10rem" radius="var(--radius-lg)" />
      <Skeleton width="60%" height="1.375rem" />
      <Skeleton height="9rem" />
      <Skeleton height="6rem" />
    </>
  );
}
