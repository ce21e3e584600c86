export { pageOfArray } from './array-page.ts';
export { ID_PREFIX, newId, seedId } from './global-id.ts';
export { type KeyedList, loadKeyedPage } from './keyed-page.ts';
export { type ListQuery, type ListSource, loadListPage } from './list-page.ts';
export { maskError } from './mask-error.ts';
export { DEFAULT_PAGE, MAX_PAGE, type Page, type PageArguments, pageSize } from './page.ts';
export { Loaders, type RequestContext } from './request-context.ts';
export { buildSubgraphSchema, registerSharedTypes, subgraphBuilderOptions, type SubgraphTypes } from './subgraph-builder.ts';
