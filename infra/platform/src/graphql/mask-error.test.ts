import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../errors/index.ts';
import { createLogger } from '../logging/index.ts';
import { maskError } from './mask-error.ts';

const context = { logger: createLogger({ level: 'silent', name: 'test' }), requestId: 'req-1' };

describe('what a caller sees of an error', () => {
  it('[FLOW-2] an unexpected error shows the request id and nothing of its own text', () => {
    const masked = maskError(new GraphQLError('x', { originalError: new Error('password of db is hunter2'), path: ['a', 0] }), context);
    expect(masked.toJSON()).toMatchObject({
      message: 'Internal error. The log has it under request req-1.',
      path: ['a', 0],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req-1' },
    });
    expect(JSON.stringify(masked)).not.toContain('hunter2');
  });

  it.each([
    [new NotFoundError('There is no project prj_1.'), 'NOT_FOUND', 'There is no project prj_1.'],
    [new InvalidInputError([{ path: 'first', message: 'Too large.' }]), 'INVALID_INPUT', 'first: Too large.'],
  ])('[FLOW-2] an expected error keeps its message and code, however deep it is wrapped', (error, code, message) => {
    const wrapped = new GraphQLError('outer', { originalError: new GraphQLError('inner', { originalError: error }) });
    expect(maskError(wrapped, context).toJSON()).toMatchObject({ message, extensions: { code } });
  });

  it.each([
    ['22021', 'invalid byte sequence for encoding "UTF8": 0x00'],
    ['22P05', 'unsupported Unicode escape sequence'],
    ['22P02', 'invalid input syntax for type json'],
  ])('[SHAPE-5] text that PostgreSQL cannot hold is the sender’s mistake: %s', (originalCode, originalMessage) => {
    const failure = Object.assign(new Error('Database error.'), {
      meta: { driverAdapterError: { cause: { originalCode, originalMessage } } },
    });
    expect(maskError(failure, context).extensions).toEqual({ code: 'INVALID_INPUT' });
  });

  it('[SHAPE-5] other text that PostgreSQL cannot read is our own mistake', () => {
    const cause = { originalCode: '22P02', originalMessage: 'invalid input syntax for type integer: "x"' };
    const failure = Object.assign(new Error('Database error.'), { meta: { driverAdapterError: { cause } } });
    expect(maskError(failure, context).extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });

  it('[SHAPE-1] what graphql itself refuses is shown as it is', () => {
    const error = new GraphQLError('Cannot query field "nope".');
    expect(maskError(error, context)).toBe(error);
  });

  it('[FLOW-2] something thrown that is no error is masked too', () => {
    expect(maskError('secret', context).message).not.toContain('secret');
  });
});
