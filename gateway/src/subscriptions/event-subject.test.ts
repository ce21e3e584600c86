import { describe, expect, it } from 'vitest';
import { eventSubject } from './event-subject.ts';

describe('eventSubject', () => {
  it('[SHAPE-2] puts argument values into the subject', () => {
    expect(eventSubject('system.health.changed', 'systemHealthChanged', {})).toBe('system.health.changed');
    expect(eventSubject('build.{args.build}.{args.stage}.>', 'buildChanged', { build: 'bld_1-A', stage: 7 })).toBe('build.bld_1-A.7.>');
  });

  it.each([['*'], ['>'], ['a.b'], [''], ['a b'], ['ä'], ['{args.other}'], [null], [undefined], [true], [1.5], [['a']], [{}]])(
    '[SHAPE-2] refuses %j, which could widen what is heard',
    (value) => {
      const subject = () => eventSubject('build.{args.build}.changed', 'buildChanged', { build: value, other: 'x' });
      expect(subject).toThrow(
        /^Argument "build" of subscription "buildChanged" must be one or more letters, digits, "_" or "-"; .* given\.$/,
      );
    },
  );
});
