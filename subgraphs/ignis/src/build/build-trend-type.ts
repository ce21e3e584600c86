import { builder } from '../builder.ts';
import { BuildOptimisation, BuildOutputTotal } from './build-metrics-type.ts';
import type { TrendPoint } from './build-trend.ts';
import { BuildStatus } from './build-type.ts';

const BuildTrendPoint = builder.objectRef<TrendPoint>('BuildTrendPoint').implement({
  permission: 'build.read',
  description: 'What one build of a project measured, for graphs over many.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Of the build.' }),
    number: t.exposeInt('number'),
    status: t.expose('status', { type: BuildStatus }),
    finishedAt: t.field({ type: 'DateTime', resolve: ({ finishedAt }) => new Date(finishedAt) }),
    durationMs: t.exposeFloat('durationMs', { nullable: true }),
    outputBytes: t.exposeInt('outputBytes', { nullable: true, description: 'Null of a build that failed.' }),
    gzipBytes: t.exposeInt('gzipBytes', { nullable: true, description: 'Null of a build that failed.' }),
    totals: t.field({ type: [BuildOutputTotal], resolve: ({ totals }) => totals ?? [] }),
    optimisations: t.field({ type: [BuildOptimisation], resolve: ({ optimisations }) => optimisations ?? [] }),
  }),
});

builder.queryField('buildTrend', (t) =>
  t.field({
    permission: 'build.read',
    type: [BuildTrendPoint],
    nullable: true,
    description: 'The newest builds of a project that have ended, oldest first; without those whose result was there already.',
    args: { project: t.arg.id({ required: true }), last: t.arg.int({ defaultValue: 30, description: '1 to 100.' }) },
    resolve: (_root, { project, last }, context) => context.trend.of(project, last ?? 30),
  }),
);
