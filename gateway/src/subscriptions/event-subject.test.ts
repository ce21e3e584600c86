import { describe, expect, it } from 'vitest';
import { eventSubject } from './event-subject.ts';

const subjectOf = (template: string, argumentValues: Record<string, unknown>, caller = 'usr_1') =>
  eventSubject(template, 'buildChanged', { caller, argumentValues });

describe('eventSubject', () => {
  it('[AUTH-2] puts in who listens, and never what an argument says of them', () => {
    expect(subjectOf('notification.{caller.subject}.received', { caller: 'usr_2' })).toBe('notification.usr_1.received');
    expect(() => subjectOf('notification.{args.user}.received', { user: '{caller.subject}' })).toThrow(/must be one or more letters/);
  });

  it.each([[''], ['*'], ['a.b']])('[AUTH-2] lets nobody listen who is %j', (caller) => {
    expect(() => subjectOf('notification.{caller.subject}.received', {}, caller)).toThrow(/is for people/);
  });

  it('[SHAPE-2] puts argument values into the subject', () => {
    expect(subjectOf('system.health.changed', {})).toBe('system.health.changed');
    expect(subjectOf('build.{args.build}.{args.stage}.>', { build: 'bld_1-A', stage: 7 })).toBe('build.bld_1-A.7.>');
  });

  it.each([['*'], ['>'], ['a.b'], [''], ['a b'], ['ä'], ['{args.other}'], [null], [undefined], [true], [1.5], [['a']], [{}]])(
    '[SHAPE-2] refuses %j, which could widen what is heard',
    (value) => {
      const subject = () => subjectOf('build.{args.build}.changed', { build: value, other: 'x' });
      expect(subject).toThrow(
        /^Argument "build" of subscription "buildChanged" must be one or more letters, digits, "_" or "-"; .* given\.$/,
      );
    },
  );
});
