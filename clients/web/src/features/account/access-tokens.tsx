import { useState } from 'react';
import { useMutation } from 'urql';
import {
  AccountTokensDocument,
  RevokeAccessTokenDocument,
  type AccessTokenPartsFragment,
  type AccountQuery,
  type AccountTokensQuery,
  type AccountTokensQueryVariables,
} from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Ago, useNow } from '../../ui/moments.tsx';
import { SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Badge } from '../../ui/status.tsx';
import styles from './account.module.css';
import { CreateAccessToken } from './create-access-token.tsx';
import { tokenState } from './token-state.ts';

export type TokenScope = NonNullable<AccountQuery['viewer']>['tokenScopes'][number];

const PAGE = 25;

/** What tools and agents present instead of a session. */
export function AccessTokens({ scopes }: { scopes: readonly TokenScope[] }) {
  const tokens = usePages<AccountTokensQuery, AccountTokensQueryVariables, AccessTokenPartsFragment>({
    document: AccountTokensDocument,
    page: (after) => ({ first: PAGE, after }),
    pick: (data) => data.viewer?.accessTokens ?? null,
  });
  const [dialog, setDialog] = useState<'closed' | 'form' | 'secret'>('closed');
  return (
    <section aria-labelledby="tokens" aria-busy={tokens.loading} className={styles.section}>
      <SectionHead id="tokens" title="Access tokens" count={tokens.totalCount}>
        <Button size="small" look="primary" onClick={() => setDialog('form')}>
          New access token
        </Button>
      </SectionHead>
      {tokens.failure && <FailureNotice failure={tokens.failure} missing="access tokens" onRetry={tokens.refresh} />}
      {tokens.loading && <Skeleton height="4rem" radius="var(--radius-lg)" />}
      {tokens.totalCount === 0 && (
        <EmptyState system="LANDING" title="No access tokens yet">
          Scripts, tools and agents sign in with one. Each may do what you allow it, and no more.
        </EmptyState>
      )}
      <ul className={styles.rows} aria-label="Access tokens">
        {tokens.nodes.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
      <LoadMore pages={tokens} things="access tokens" />
      <Dialog open={dialog !== 'closed'} held={dialog === 'secret'} onClose={() => setDialog('closed')} label="New access token">
        <CreateAccessToken
          scopes={scopes}
          onCreated={() => {
            setDialog('secret');
            tokens.refresh();
          }}
          onClose={() => setDialog('closed')}
        />
      </Dialog>
    </section>
  );
}

function TokenRow({ token }: { token: AccessTokenPartsFragment }) {
  const [revoking, revoke] = useMutation(RevokeAccessTokenDocument);
  const now = useNow();
  const { state, word, at } = tokenState(token, now);
  const result = revoking.data?.revokeAccessToken;
  const refusal = result && 'message' in result ? result.message : failureOf(revoking.error)?.message;
  const run = async (): Promise<void> => {
    const { data } = await revoke({ input: { id: token.id } });
    if (data?.revokeAccessToken.__typename === 'AccessToken') announce(`${token.name} is revoked`);
  };
  return (
    <li className={styles.row}>
      <div>
        <p className={styles.rowTitle}>
          {token.name} <Badge hue={state === 'live'}>{state === 'live' ? token.kind.toLowerCase() : state}</Badge>
        </p>
        <p className={styles.rowText}>
          made <Ago at={token.createdAt} /> ·{' '}
          {token.lastUsedAt ? (
            <>
              used <Ago at={token.lastUsedAt} />
            </>
          ) : (
            'not used yet'
          )}{' '}
          · {word} <Ago at={at} />
        </p>
        <details className={styles.may}>
          <summary>
            {token.scopes.length === 1 ? '1 permission' : `${token.scopes.length} permissions`}
            <span className="visually-hidden"> of {token.name}</span>
          </summary>
          <ul>
            {token.scopes.map((scope) => (
              <li key={scope}>
                <code>{scope}</code>
              </li>
            ))}
          </ul>
        </details>
        {refusal && (
          <p className={styles.problem} role="alert">
            {refusal}
          </p>
        )}
      </div>
      {state === 'live' && (
        <ConfirmButton
          label="Revoke"
          of={token.name}
          question={`Revoke ${token.name} for good`}
          disabled={revoking.fetching}
          onConfirm={() => void run()}
        />
      )}
    </li>
  );
}
