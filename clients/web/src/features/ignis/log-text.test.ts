import { expect, it } from 'vitest';
import { EMPTY_LOG, type LogAction, logReducer } from './log-text.ts';

const after = (...actions: LogAction[]) => actions.reduce(logReducer, EMPTY_LOG);
const chunk = (offset: number, text: string): LogAction => ({ kind: 'chunk', chunk: { offset, text } });
const stored = (text: string): LogAction => ({ kind: 'stored', text });

it('[IGNIS-5] a log grows by what arrives, and nothing stands in it twice', () => {
  expect(after(stored('one\n'), chunk(0, 'one\n'), chunk(4, 'two\n'), chunk(2, 'e\ntwo\nthree\n')).text).toBe('one\ntwo\nthree\n');
});

it('[IGNIS-5] a gap is closed by what is stored, and what had come before follows', () => {
  const waiting = after(chunk(0, 'one\n'), chunk(8, 'three\n'));
  expect(waiting).toEqual({ text: 'one\n', waiting: [{ offset: 8, text: 'three\n' }] });
  expect(logReducer(waiting, stored('one\ntwo\n'))).toEqual({ text: 'one\ntwo\nthree\n', waiting: [] });
});

it('[IGNIS-5] a stored log that is older than what is known takes nothing away', () => {
  expect(after(chunk(0, 'one\ntwo\n'), stored('one\n')).text).toBe('one\ntwo\n');
});
