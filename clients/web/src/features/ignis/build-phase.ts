import type { BuildPartsFragment } from '../../graphql/generated/graphql.ts';

export type BuildPhase = NonNullable<BuildPartsFragment['metrics']>['phases'][number];
