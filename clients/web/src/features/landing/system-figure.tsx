import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { ReactNode } from 'react';
import { useSystems } from '../../app/health-feed.ts';
import {
  IgnisFiguresDocument,
  IgnitionFiguresDocument,
  SlateFiguresDocument,
  SparkFiguresDocument,
  WaypointFiguresDocument,
} from '../../graphql/generated/graphql.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { useMayOpen } from '../../session/viewer.ts';
import type { SystemName } from '../../systems/system-names.ts';
import { count } from '../../ui/quantities.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './landing.module.css';

const NO_VARIABLES = {};

interface Noun {
  one: string;
  many: string;
}

/** A component that shows how many of its things the system holds, or that it does not answer. */
function figureOf<Data>(
  name: SystemName,
  noun: Noun,
  options: { document: TypedDocumentNode<Data, Record<string, never>>; total: (data: Data) => number | undefined },
) {
  return function Figure() {
    const { data, failure } = useResource(options.document, { variables: NO_VARIABLES });
    if (failure)
      return (
        <p className={styles.trouble}>
          {failure.offline
            ? 'The gateway does not answer'
            : failure.denied
              ? 'Not open to your role'
              : `${failure.systems[0] ?? name} does not answer`}
        </p>
      );
    return <FigureText value={(data && options.total(data)) ?? null} noun={noun} />;
  };
}

function FigureText({ value, noun }: { value: number | null; noun: Noun }) {
  if (value === null) return <Skeleton width="6.5rem" height="1.5rem" />;
  return (
    <p>
      <strong className="numeric">{count(value)}</strong> {value === 1 ? noun.one : noun.many}
    </p>
  );
}

function LandingFigure() {
  const { systems, failure } = useSystems();
  if (failure && systems.size === 0) return <p className={styles.trouble}>LANDING does not answer</p>;
  return <FigureText value={systems.size === 0 ? null : systems.size} noun={{ one: 'system watched', many: 'systems watched' }} />;
}

const FIGURES = {
  WAYPOINT: figureOf(
    'WAYPOINT',
    { one: 'deployment', many: 'deployments' },
    { document: WaypointFiguresDocument, total: (data) => data.deployments?.totalCount },
  ),
  IGNITION: figureOf(
    'IGNITION',
    { one: 'project', many: 'projects' },
    { document: IgnitionFiguresDocument, total: (data) => data.projects?.totalCount },
  ),
  SLATE: figureOf('SLATE', { one: 'token', many: 'tokens' }, { document: SlateFiguresDocument, total: (data) => data.tokens?.totalCount }),
  SPARK: figureOf(
    'SPARK',
    { one: 'component', many: 'components' },
    { document: SparkFiguresDocument, total: (data) => data.components?.totalCount },
  ),
  IGNIS: figureOf('IGNIS', { one: 'build', many: 'builds' }, { document: IgnisFiguresDocument, total: (data) => data.builds?.totalCount }),
  LANDING: LandingFigure,
} satisfies Record<SystemName, () => ReactNode>;

/** One figure of the system's own, asked of the system itself: it shows that the system answers, not only that it is said to. */
export function SystemFigure({ name }: { name: SystemName }) {
  const Figure = FIGURES[name];
  // What its system shows nobody without a permission is not asked for either.
  return useMayOpen(name) ? <Figure /> : <p>Not open to your role</p>;
}
