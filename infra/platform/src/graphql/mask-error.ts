import { GraphQLError } from 'graphql';
import { ForbiddenError, InvalidInputError, WissilError } from '../errors/index.ts';
import type { Logger } from '../logging/index.ts';
import { isDatabaseTrouble } from './database-trouble.ts';
import { isUnstorableText } from './unstorable-text.ts';

const UNSTORABLE_TEXT = new InvalidInputError([
  { path: 'input', message: 'A text holds a NUL character or half of a surrogate pair: leave it out.' },
]);

const DATABASE_TROUBLE = new WissilError(
  'UNAVAILABLE',
  'The database does not answer at the moment, or is too busy. Read the state again, and repeat what is missing.',
);

/** Shows expected failures with their code; logs anything else and shows only the id that finds it in the log. */
export function maskError(error: unknown, context: { logger: Logger; requestId: string }): GraphQLError {
  const graphqlError = error instanceof GraphQLError ? error : new GraphQLError('Unexpected', { originalError: asError(error) });
  const thrown = rootCause(graphqlError);
  if (thrown === undefined) return graphqlError;
  const cause = expectedFailure(thrown, context) ?? thrown;
  const position = { nodes: graphqlError.nodes, path: graphqlError.path };
  if (cause instanceof WissilError) {
    const permission = cause instanceof ForbiddenError ? { permission: cause.permission } : {};
    return new GraphQLError(cause.message, { ...position, extensions: { code: cause.code, ...permission } });
  }
  context.logger.error({ err: cause, requestId: context.requestId, path: graphqlError.path }, 'unexpected error in a resolver');
  return new GraphQLError(`Internal error. The log has it under request ${context.requestId}.`, {
    ...position,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: context.requestId },
  });
}

/** What the database's failure means to whoever asked; undefined for any other failure. */
function expectedFailure(thrown: Error, { logger, requestId }: { logger: Logger; requestId: string }): WissilError | undefined {
  if (isUnstorableText(thrown)) return UNSTORABLE_TEXT;
  if (!isDatabaseTrouble(thrown)) return undefined;
  logger.warn({ err: thrown, requestId }, 'the database is away or too busy');
  return DATABASE_TROUBLE;
}

/** What a resolver threw; undefined where graphql itself refused (syntax, validation, coercion). */
function rootCause(error: GraphQLError): Error | undefined {
  let cause: Error | undefined = error;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  return cause;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
