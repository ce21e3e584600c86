import { useState } from 'react';
import { useMutation } from 'urql';
import {
  AccountTokensDocument,
  RevokeAccessTokenDocument,
  type AccessTokenPartsFragment,
  type AccountQuery,
} from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { Ago, useNow } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Badge } from '../../ui/status.tsx';
import styles from './account.module.css';
import { CreateAccessToken } from './create-access-token.tsx';

export type TokenScope = NonNullable<AccountQuery['viewer']>['tokenScopes'][number];

const NO_VARIABLES = {};

/** What tools and agents present instead of a session. */
export function AccessTokens({ scopes }: { scopes: readonly TokenScope[] }) {
  const { data, loading, failure, refresh } = useResource(AccountTokensDocument, { variables: NO_VARIABLES });
  const [creating, setCreating] = useState(false);
  const tokens = data?.viewer?.accessTokens?.edges.map(({ node }) => node);
  return (
    <section aria-labelledby="tokens" aria-busy={loading} className={styles.section}>
      <SectionHead id="tokens" title="Access tokens" count={data?.viewer?.accessTokens?.totalCount ?? null}>
        <Button size="small" look="primary" onClick={() => setCreating(true)}>
          New access token
        </Button>
      </SectionHead>
      {failure && <FailureNotice failure={failure} missing="access tokens" onRetry={refresh} />}
      {loading && <Skeleton height="4rem" radius="var(--radius-lg)" />}
      {tokens?.length === 0 && (
        <EmptyState system="LANDING" title="No access tokens yet">
          Scripts, tools and agents sign in with one. Each may do what you allow it, and no more.
        </EmptyState>
      )}
      <ul className={styles.rows}>
        {tokens?.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
      <Dialog open={creating} onClose={() => setCreating(false)} label="New access token">
        <CreateAccessToken scopes={scopes} onCreated={refresh} onClose={() => setCreating(false)} />
      </Dialog>
    </section>
  );
}

function TokenRow({ token }: { token: AccessTokenPartsFragment }) {
  const [revoking, revoke] = useMutation(RevokeAccessTokenDocument);
  const [sure, setSure] = useState(false);
  const now = useNow();
  const state = token.revokedAt ? 'revoked' : Date.parse(token.expiresAt) <= now ? 'expired' : 'live';
  const result = revoking.data?.revokeAccessToken;
  const refusal = result && 'message' in result ? result.message : failureOf(revoking.error)?.message;
  const run = async (): Promise<void> => {
    if (!sure) return setSure(true);
    const { data } = await revoke({ input: { id: token.id } });
    setSure(false);
    if (data?.revokeAccessToken.__typename === 'AccessToken') announce(`${token.name} is revoked`);
  };
  return (
    <li className={styles.row}>
      <div>
        <p className={styles.rowTitle}>
          {token.name} <Badge hue={state === 'live'}>{state === 'live' ? token.kind.toLowerCase() : state}</Badge>
        </p>
        <p className={styles.rowText}>
          {token.scopes.length === 1 ? '1 permission' : `${token.scopes.length} permissions`} · made <Ago at={token.createdAt} /> ·{' '}
          {token.lastUsedAt ? (
            <>
              used <Ago at={token.lastUsedAt} />
            </>
          ) : (
            'not used yet'
          )}{' '}
          · {state === 'live' ? 'expires' : 'expired'} <Ago at={token.expiresAt} />
        </p>
        {refusal && (
          <p className={styles.problem} role="alert">
            {refusal}
          </p>
        )}
      </div>
      {state === 'live' && (
        <Button
          size="small"
          look={sure ? 'primary' : 'quiet'}
          disabled={revoking.fetching}
          onClick={() => void run()}
          onBlur={() => setSure(false)}
        >
          {sure ? `Revoke ${token.name} for good` : 'Revoke'}
          {!sure && <span className="visually-hidden"> {token.name}</span>}
        </Button>
      )}
    </li>
  );
}
