import { builder } from '../builder.ts';
import type { BuildMetrics as Metrics, Optimisation, OutputFile } from '../pipeline/build-metrics.ts';
import type { Suggestion } from '../pipeline/suggestion.ts';

const BuildPhaseStatus = builder.enumType('BuildPhaseStatus', {
  description: 'How a part of a build ended.',
  values: {
    SUCCEEDED: {},
    FAILED: { description: 'The build ends with it.' },
    SKIPPED: { description: 'There was nothing to do; `message` says why.' },
  } as const,
});

export const BuildPhase = builder.objectRef<Metrics['phases'][number]>('BuildPhase').implement({
  permission: 'build.read',
  description: 'A part of a build that has ended.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description:
        'Of a component `analyse`, `bundle` or `compress`; of a project `checkout`, `install`, `lint`, `types`, `test`, `build` or `package`.',
    }),
    status: t.field({ type: BuildPhaseStatus, resolve: ({ status }) => status ?? 'SUCCEEDED' }),
    durationMs: t.exposeFloat('durationMs', { description: 'Milliseconds.' }),
    message: t.string({ nullable: true, description: 'Why it failed or was skipped.', resolve: ({ message }) => message ?? null }),
  }),
});

const OutputKind = builder.enumType('OutputKind', {
  description: 'What a file of the output is to a browser.',
  values: { JS: {}, CSS: {}, IMAGE: {}, OTHER: { description: 'Pages, fonts, data.' } } as const,
});

const BuildOutput = builder.objectRef<OutputFile>('BuildOutput').implement({
  permission: 'build.read',
  description: 'A file of the output as a browser gets it, a chunk for example.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Relative to the project’s folder.' }),
    kind: t.expose('kind', { type: OutputKind }),
    bytes: t.exposeInt('bytes'),
    gzipBytes: t.exposeInt('gzipBytes', { description: 'As it travels, gzip level 9; what is compressed already counts as it is.' }),
  }),
});

export const BuildOutputTotal = builder.objectRef<NonNullable<Metrics['totals']>[number]>('BuildOutputTotal').implement({
  permission: 'build.read',
  description: 'Every file of one kind together.',
  fields: (t) => ({
    kind: t.expose('kind', { type: OutputKind }),
    files: t.exposeInt('files'),
    bytes: t.exposeInt('bytes'),
    gzipBytes: t.exposeInt('gzipBytes'),
  }),
});

const OptimisationKind = builder.enumType('OptimisationKind', {
  description: 'A way of making the output smaller.',
  values: {
    TREE_SHAKING: { description: 'Code that nobody uses is left out.' },
    MINIFY: { description: 'Code is written shorter.' },
    CSS: { description: 'Rules that nothing uses are left out, the others written shorter.' },
    IMAGES: { description: 'Pictures are encoded again where that is smaller.' },
  } as const,
});

export const BuildOptimisation = builder.objectRef<Optimisation>('BuildOptimisation').implement({
  permission: 'build.read',
  description: 'What one kind of optimisation did to the output, measured in this build.',
  fields: (t) => ({
    kind: t.expose('kind', { type: OptimisationKind }),
    beforeBytes: t.exposeInt('beforeBytes'),
    afterBytes: t.exposeInt('afterBytes'),
    detail: t.exposeString('detail', { description: 'What was measured, and how.' }),
  }),
});

export const BuildMetrics = builder.objectRef<Metrics>('BuildMetrics').implement({
  permission: 'build.read',
  description: 'What a build measured.',
  fields: (t) => ({
    inputBytes: t.exposeInt('inputBytes', { description: 'Of the modules that the entry reaches; of a project: of its source files.' }),
    outputBytes: t.exposeInt('outputBytes', { description: 'Of the minified output.' }),
    gzipBytes: t.exposeInt('gzipBytes', { description: 'Of the output as it travels, gzip level 9.' }),
    moduleCount: t.exposeInt('moduleCount', {
      description: 'Modules that the entry reaches, itself among them; of a project: its source files.',
    }),
    phases: t.expose('phases', { type: [BuildPhase], description: 'In their order.' }),
    totals: t.field({ type: [BuildOutputTotal], description: 'Of a project: the output by kind.', resolve: ({ totals }) => totals ?? [] }),
    outputs: t.field({
      type: [BuildOutput],
      description: 'Of a project: the files of its output, the largest first, at most 500.',
      resolve: ({ outputs }) => outputs ?? [],
    }),
    optimisations: t.field({
      type: [BuildOptimisation],
      description: 'Of a project: what was measured; what could not be measured is not there.',
      resolve: ({ optimisations }) => optimisations ?? [],
    }),
  }),
});

const SuggestionSeverity = builder.enumType('SuggestionSeverity', {
  description: 'How much a suggestion would change.',
  values: {
    HIGH: { description: 'People wait for it.' },
    MEDIUM: { description: 'It is worth an hour.' },
    LOW: { description: 'It is good to know.' },
  } as const,
});

export const BuildSuggestion = builder.objectRef<Suggestion>('BuildSuggestion').implement({
  permission: 'build.read',
  description: 'What would make a project’s output smaller.',
  fields: (t) => ({
    severity: t.expose('severity', { type: SuggestionSeverity }),
    title: t.exposeString('title'),
    detail: t.exposeString('detail', { description: 'What to do.' }),
    file: t.exposeString('file', { nullable: true, description: 'The file that it is about.' }),
    savingBytes: t.exposeInt('savingBytes', { nullable: true, description: 'Bytes that it would save, where that was measured.' }),
  }),
});
