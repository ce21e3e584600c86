import type { Generation as GenerationRow } from '../../generated/prisma/client.ts';
import { GenerationStatus as Statuses } from '../../generated/prisma/enums.ts';
import { builder } from '../builder.ts';
import { ComponentRef } from '../component/component-type.ts';
import { PATTERNS } from '../pattern/pattern-library.ts';
import type { PatternModule } from '../pattern/pattern-module.ts';
import type { ComponentSources } from '../component/component-source.ts';
import { type Check, type Report, type Verification, verificationOf } from '../verify/report.ts';
import type { Analysis, ExpertShare, PatternMatch } from './compose-component.ts';

const GenerationStatus = builder.enumType(Statuses, {
  name: 'GenerationStatus',
  description:
    'How far a generation is. SUCCEEDED: every check was made, and passed. UNVERIFIED: it is written, and this host could not check it (`report.verification` says why). UNMATCHED: no pattern of the library fits; `analysis.alternatives` are the nearest.',
});

export const Pattern = builder.objectRef<PatternModule>('Pattern').implement({
  permission: 'component.read',
  description: 'A kind of component that SPARK can make by itself.',
  fields: (t) => ({
    key: t.exposeString('key'),
    title: t.exposeString('title'),
    description: t.exposeString('description'),
    examples: t.field({ type: ['String'], description: 'Prompts for it.', resolve: ({ examples }) => [...examples] }),
  }),
});

const PatternMatchRef = builder.objectRef<PatternMatch>('PatternMatch').implement({
  permission: 'component.generate',
  description: 'How well a pattern fits a prompt.',
  fields: (t) => ({
    pattern: t.field({ type: Pattern, resolve: ({ key }) => PATTERNS[key] }),
    score: t.exposeFloat('score', { description: 'BM25, with what the name in the prompt counts.' }),
  }),
});

const ExpertRef = builder.objectRef<ExpertShare>('ExpertShare').implement({
  permission: 'component.generate',
  description: 'What one of the three experts had to do with it.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'DESIGN, LOGIC or PERFORMANCE.' }),
    title: t.exposeString('title'),
    weight: t.exposeFloat('weight', { description: 'Of all three, from 0 to 1.' }),
    contributions: t.exposeStringList('contributions', { description: 'What it did, a sentence each.' }),
  }),
});

const TokenInPlay = builder.objectRef<{ cssVariable: string; cssValue: string }>('TokenInPlay').implement({
  permission: 'component.generate',
  description: 'A design token that the component wears.',
  fields: (t) => ({ cssVariable: t.exposeString('cssVariable'), cssValue: t.exposeString('cssValue') }),
});

const AnalysisRef = builder.objectRef<Analysis>('GenerationAnalysis').implement({
  permission: 'component.generate',
  description: 'What was read in a prompt.',
  fields: (t) => ({
    keywords: t.field({ type: ['String'], resolve: ({ keywords }) => [...keywords] }),
    features: t.field({ type: ['String'], description: 'What it asks for besides the pattern.', resolve: ({ features }) => [...features] }),
    pattern: t.field({ type: PatternMatchRef, nullable: true, description: 'Null where none fits.', resolve: ({ pattern }) => pattern }),
    alternatives: t.field({ type: [PatternMatchRef], description: 'The next best three.', resolve: ({ alternatives }) => alternatives }),
    experts: t.field({ type: [ExpertRef], resolve: ({ experts }) => experts }),
  }),
});

const CheckRef = builder.objectRef<Check>('ComponentCheck').implement({
  permission: 'component.generate',
  description: 'One thing that was looked at.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'types, lint, tests, accessibility or tokens.' }),
    status: t.exposeString('status', { description: 'PASSED, FAILED, or SKIPPED where this host has no sandbox.' }),
    durationMs: t.exposeInt('durationMs'),
    details: t.exposeStringList('details', { description: 'What is wrong, a line each.' }),
  }),
});

const VerificationStatus = builder.enumType('VerificationStatus', {
  description: 'What a report comes to. NOT_RUN: nothing is wrong as far as was looked, and not everything was looked at.',
  values: ['PASSED', 'FAILED', 'NOT_RUN'] as const,
});

const VerificationRef = builder.objectRef<Verification>('ComponentVerification').implement({
  permission: 'component.generate',
  description: 'Whether a component may be relied on.',
  fields: (t) => ({
    status: t.field({ type: VerificationStatus, resolve: ({ status }) => status }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it did not pass, or was not looked at.' }),
    remedy: t.exposeString('remedy', { nullable: true, description: 'What to do about it.' }),
  }),
});

export const ReportRef = builder.objectRef<Report>('ComponentReport').implement({
  permission: 'component.generate',
  description:
    'What was found out about a component: it compiles, keeps the rules, its tests pass, axe finds nothing, it wears tokens alone.',
  fields: (t) => ({
    passed: t.exposeBoolean('passed', { description: 'Every check was made, and none failed.' }),
    verification: t.field({ type: VerificationRef, resolve: (report) => verificationOf(report) }),
    checks: t.field({ type: [CheckRef], resolve: ({ checks }) => checks }),
  }),
});

interface Generated extends ComponentSources {
  name: string;
  description: string;
}

const GeneratedRef = builder.objectRef<Generated>('GeneratedComponent').implement({
  permission: 'component.generate',
  description: 'A component that is not saved yet.',
  fields: (t) => ({
    name: t.exposeString('name'),
    description: t.exposeString('description'),
    source: t.exposeString('source', { description: 'The .tsx file.' }),
    tests: t.exposeString('tests', { description: 'The .test.tsx file.' }),
    stories: t.exposeString('stories', { description: 'The .stories.tsx file.' }),
  }),
});

const FailureRef = builder.objectRef<{ message: string; remedy: string }>('GenerationFailure').implement({
  permission: 'component.generate',
  description: 'Why a generation failed, and what to do.',
  fields: (t) => ({ message: t.exposeString('message'), remedy: t.exposeString('remedy') }),
});

export const GenerationRef = builder.objectRef<GenerationRow>('Generation');

GenerationRef.implement({
  permission: 'component.generate',
  description: 'One component that was asked for in words: analysed, made by the experts, and verified.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Begins with gen_.' }),
    prompt: t.exposeString('prompt'),
    status: t.field({ type: GenerationStatus, resolve: ({ status }) => status }),
    analysis: t.field({ type: AnalysisRef, nullable: true, resolve: ({ analysis }) => analysis as unknown as Analysis | null }),
    tokens: t.field({
      type: [TokenInPlay],
      description: 'The tokens that its code reads, with their values now.',
      resolve: ({ component }, _args, context) => context.tokensOf((component as unknown as Generated | null)?.source ?? ''),
    }),
    spec: t.field({ type: 'JSON', nullable: true, description: 'The component before it was code.', resolve: ({ spec }) => spec }),
    result: t.field({ type: GeneratedRef, nullable: true, resolve: ({ component }) => component as unknown as Generated | null }),
    report: t.field({ type: ReportRef, nullable: true, resolve: ({ report }) => report as unknown as Report | null }),
    provider: t.exposeString('provider', { description: 'BUILT_IN, or the language model that took the experts’ seats.' }),
    notes: t.exposeStringList('notes', { description: 'What one should know about how it was made.' }),
    failure: t.field({ type: FailureRef, nullable: true, resolve: ({ failure }) => failure as { message: string; remedy: string } | null }),
    component: t.field({
      type: ComponentRef,
      nullable: true,
      description: 'What was saved from it.',
      resolve: ({ componentId }, _args, context) => (componentId === null ? null : context.components.byId(context, componentId)),
    }),
    author: t.exposeString('authorName', { description: 'Who asked for it; a tool or agent with the person on whose behalf.' }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ createdAt }) => createdAt }),
    durationMs: t.int({
      nullable: true,
      resolve: ({ createdAt, finishedAt }) => (finishedAt ? finishedAt.getTime() - createdAt.getTime() : null),
    }),
  }),
});

builder.asEntity(GenerationRef, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => context.generations.byId(context, id),
});

export const GenerationConnection = builder.connectionObject(
  { type: GenerationRef, name: 'GenerationConnection', shareable: true, description: 'A page of generations.' },
  { name: 'GenerationEdge', shareable: true },
);
