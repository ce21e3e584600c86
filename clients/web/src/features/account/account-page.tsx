import { ArrowUpRight } from 'lucide-react';
import { AccountDocument } from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { ROLE_NAMES, useMay, useViewer } from '../../session/viewer.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PlainHeader, SectionHead } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AccessTokens } from './access-tokens.tsx';
import styles from './account.module.css';
import { Sessions } from './sessions.tsx';

const NO_VARIABLES = {};

/** What is one's own: who one is here, how one signs in, where one is signed in, and what works in one's name. */
export function AccountPage() {
  const { name, email, role } = useViewer();
  const managesTokens = useMay('access-token.manage');
  const { data, loading, failure, refresh } = useResource(AccountDocument, { variables: NO_VARIABLES });
  const account = data?.viewer;
  const provider = account?.identityProvider;
  return (
    <>
      <PlainHeader title="Account">
        {name} · {email} · {ROLE_NAMES[role]}
      </PlainHeader>
      {failure && <FailureNotice failure={failure} missing="sessions" onRetry={refresh} />}
      <section aria-labelledby="security" className={styles.section}>
        <SectionHead id="security" title="Signing in" />
        {loading && <Skeleton height="4rem" radius="var(--radius-lg)" />}
        {provider && (
          <div className={styles.panel}>
            <p>
              {provider.name} checks your password and your second factor. {!provider.embedded && 'Change them there.'}
            </p>
            <p className={styles.links}>
              {provider.changePasswordUrl && (
                <a href={provider.changePasswordUrl}>
                  Change the password <ArrowUpRight size={14} aria-hidden="true" />
                </a>
              )}
              {provider.recoveryCodesUrl && (
                <a href={provider.recoveryCodesUrl}>
                  New recovery codes <ArrowUpRight size={14} aria-hidden="true" />
                </a>
              )}
            </p>
          </div>
        )}
      </section>
      {account?.sessions && <Sessions sessions={account.sessions.edges.map(({ node }) => node)} onChanged={refresh} />}
      {managesTokens && account && <AccessTokens scopes={account.tokenScopes} />}
    </>
  );
}
