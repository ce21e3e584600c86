import { useSearchParams } from 'react-router';
import {
  TokenGroupsDocument,
  TokensDocument,
  type TokenFilter,
  type TokenGroupsQuery,
  type TokenPartsFragment,
  type TokensQuery,
  type TokensQueryVariables,
  type TokenType,
} from '../../graphql/generated/graphql.ts';
import { usePages } from '../../graphql/use-pages.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { SearchField, Segmented, Select } from '../../ui/fields.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { useUrlFilter } from '../../ui/use-url-filter.ts';
import { GroupTree } from './group-tree.tsx';
import { ReleaseHistory } from './release-history.tsx';
import styles from './slate.module.css';
import { TokenDetails } from './token-details.tsx';
import { TokenSections, TokenSectionsPlaceholder } from './token-sections.tsx';
import { TYPE_NAMES } from './token-type-names.ts';

export type Group = NonNullable<TokenGroupsQuery['tokenGroups']>['edges'][number]['node'];

const PAGE = 60;
const ALL_GROUPS = { first: 200, after: null };

const VIEWS = [
  { value: '', label: 'Tokens' },
  { value: 'releases', label: 'Releases' },
];

export function SlatePage() {
  const [view, setView] = useUrlFilter('view');
  return (
    <>
      <PageHeader system="SLATE">
        <Segmented label="View" choices={VIEWS} value={view} onChoose={setView} />
      </PageHeader>
      {view === 'releases' ? <ReleaseHistory /> : <TokenExplorer />}
    </>
  );
}

function TokenExplorer() {
  const [group, setGroup] = useUrlFilter('group');
  const [type, setType] = useUrlFilter('type');
  const [search, setSearch] = useUrlFilter('q');
  const [selected, select] = useUrlFilter('token');
  const [, setParameters] = useSearchParams();
  const wide = useMedia('(min-width: 74rem)');

  const filter: TokenFilter = {
    ...(group ? { group } : {}),
    ...(search ? { search } : {}),
    ...(isTokenType(type) ? { type } : {}),
  };
  const tokens = usePages<TokensQuery, TokensQueryVariables, TokenPartsFragment>({
    document: TokensDocument,
    page: (after) => ({ filter, first: PAGE, after }),
    pick: (data) => data.tokens,
  });
  const groups = useResource(TokenGroupsDocument, { variables: ALL_GROUPS });
  const tree = groups.data?.tokenGroups?.edges.map(({ node }) => node) ?? [];
  const filtered = group !== '' || type !== '' || search !== '';

  return (
    <>
      <div className={styles.layout} data-details={wide && selected !== ''}>
        <aside className={styles.side} aria-label="Token groups">
          <GroupTree groups={tree} loading={groups.loading} selected={group} onSelect={setGroup} />
        </aside>
        <section aria-labelledby="tokens" aria-busy={tokens.loading} className={styles.main}>
          <h2 id="tokens" className="visually-hidden">
            Tokens
          </h2>
          <div className={styles.filters} role="search" aria-label="Filter tokens">
            <div className={styles.groupSelect}>
              <Select aria-label="Group" value={group} onChange={(event) => setGroup(event.target.value)}>
                <option value="">All groups</option>
                {tree.map(({ path }) => (
                  <option key={path}>{path}</option>
                ))}
              </Select>
            </div>
            <SearchField label="Search tokens" value={search} onSearch={setSearch} />
            <Select aria-label="Type" value={type} onChange={(event) => setType(event.target.value)}>
              <option value="">All types</option>
              {Object.entries(TYPE_NAMES).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          </div>
          {tokens.failure && <FailureNotice failure={tokens.failure} missing="tokens" onRetry={tokens.refresh} />}
          {tokens.loading && <TokenSectionsPlaceholder />}
          {tokens.totalCount === 0 && (
            <EmptyState system="SLATE" title={filtered ? 'No token fits' : 'There are no tokens yet'}>
              {filtered ? (
                <button type="button" className={styles.clear} onClick={() => setParameters({}, { replace: true })}>
                  Clear group, type and search
                </button>
              ) : (
                'Seed SLATE, or import a DTCG file, and they appear here.'
              )}
            </EmptyState>
          )}
          <TokenSections tokens={tokens.nodes} selected={selected} onSelect={(path) => select(path, true)} />
          <LoadMore pages={tokens} things="tokens" />
        </section>
        {wide && selected !== '' && (
          <aside className={styles.details} aria-label={`Token ${selected}`}>
            <TokenDetails key={selected} path={selected} onClose={() => select('')} onOpen={(path) => select(path, true)} />
          </aside>
        )}
      </div>
      {!wide && (
        <Dialog open={selected !== ''} onClose={() => select('')} label={`Token ${selected}`}>
          <div className={styles.sheet}>
            <TokenDetails key={selected} path={selected} onClose={() => select('')} onOpen={(path) => select(path, true)} />
          </div>
        </Dialog>
      )}
    </>
  );
}

function isTokenType(value: string): value is TokenType {
  return value in TYPE_NAMES;
}
