import { builder } from '../builder.ts';
import type { BuildComparison as Comparison, OutputDelta, PhaseDelta } from './build-comparison.ts';

const BuildPhaseDelta = builder.objectRef<PhaseDelta>('BuildPhaseDelta').implement({
  permission: 'build.read',
  description: 'How long one part took in two builds.',
  fields: (t) => ({
    name: t.exposeString('name'),
    beforeMs: t.exposeFloat('beforeMs', { nullable: true, description: 'Null where the other build had no such part.' }),
    afterMs: t.exposeFloat('afterMs', { nullable: true, description: 'Null where this build had no such part.' }),
  }),
});

const BuildOutputDelta = builder.objectRef<OutputDelta>('BuildOutputDelta').implement({
  permission: 'build.read',
  description: 'One file of the output in two builds.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Without the hash that bundlers put into names, which stands as `*`.' }),
    beforeBytes: t.exposeInt('beforeBytes', { nullable: true, description: 'Null where it is new.' }),
    afterBytes: t.exposeInt('afterBytes', { nullable: true, description: 'Null where it is gone.' }),
    deltaBytes: t.exposeInt('deltaBytes'),
  }),
});

export const BuildComparison = builder.objectRef<Comparison>('BuildComparison').implement({
  permission: 'build.read',
  description: 'What has changed from another build to this one: positive figures are more than before.',
  fields: (t) => ({
    durationDeltaMs: t.exposeFloat('durationDeltaMs', { nullable: true }),
    outputBytesDelta: t.exposeInt('outputBytesDelta', { nullable: true, description: 'Null where one of them has no output.' }),
    gzipBytesDelta: t.exposeInt('gzipBytesDelta', { nullable: true, description: 'Null where one of them has no output.' }),
    phases: t.expose('phases', { type: [BuildPhaseDelta] }),
    outputs: t.expose('outputs', { type: [BuildOutputDelta], description: 'Those that differ, the largest difference first.' }),
  }),
});
