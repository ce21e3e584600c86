import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { GraphQLError, type GraphQLSchema, Lexer, Source, TokenKind } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { AuditTrail } from '../audit/index.ts';
import { anonymousFrom, type Caller, IDENTITY_HEADER, type IdentityVerifier } from '../auth/index.ts';
import { WissilError } from '../errors/index.ts';
import { maskError, type RequestContext } from '../graphql/index.ts';
import { discardBody, requestIdOf, respondError, tooLarge } from '../http/index.ts';
import type { Logger } from '../logging/index.ts';
import type { SubgraphRequest } from './subgraph-server.ts';

/** Operations that the gateway may put into one POST. */
const MAX_BATCH = 50;

/** Tokens of one document; the planner's largest stay far below. */
const MAX_TOKENS = 20_000;

/** Brackets in brackets of one document: reading one takes stack in proportion. */
const MAX_NESTING = 500;

interface EndpointOptions<Context extends RequestContext> {
  schema: GraphQLSchema;
  logger: Logger;
  contextOf: (request: Omit<SubgraphRequest, 'document'>) => Context;
  bodyLimit: number;
  verifier: IdentityVerifier;
  audit: AuditTrail;
}

/** The subgraph's own GraphQL endpoint, for gateways of the installation in other processes: it answers nobody else. Pages and tools use the gateway. */
export function createSubgraphEndpoint<Context extends RequestContext>(
  options: EndpointOptions<Context>,
): (request: IncomingMessage, response: ServerResponse) => void {
  const yoga = createYoga<{ caller: Caller }, RequestContext>({
    schema: options.schema,
    graphqlEndpoint: '/subgraph',
    batching: { limit: MAX_BATCH },
    graphiql: false,
    landingPage: false,
    cors: false,
    logging: false,
    parserAndValidationCache: true,
    plugins: [useCSRFPrevention({ requestHeaders: ['x-request-id', 'x-wissil-client'] }), boundDocument],
    context: ({ request, caller }) =>
      options.contextOf({ caller, requestId: requestIdOf(request.headers.get('x-request-id')), signal: request.signal }),
    maskedErrors: {
      maskError: (error) => maskError(error, { logger: options.logger, requestId: randomUUID() }),
    },
  });
  return (request, response) => {
    if (request.method === 'POST') {
      const length = request.headers['content-length'];
      if (length === undefined) return respondError(response, 'LENGTH_REQUIRED', 'Send a content-length with the body.');
      if (Number(length) > options.bodyLimit) {
        const error = tooLarge(options.bodyLimit);
        discardBody(request);
        return respondError(response, error.code, error.message);
      }
    }
    const { [IDENTITY_HEADER]: token } = request.headers;
    options.verifier.verify(typeof token === 'string' ? token : undefined).then(
      (caller) => void yoga(request, response, { caller }),
      (error: unknown) => refuse(request, response, error),
    );
  };

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    discardBody(request);
    const refusal =
      error instanceof WissilError ? error : new WissilError('UNAUTHENTICATED', 'The identity of the request cannot be read.');
    respondError(response, refusal.code, refusal.message);
    const asked = { caller: anonymousFrom(request.socket.remoteAddress ?? ''), requestId: requestIdOf(request.headers['x-request-id']) };
    options.audit
      .note(asked, { operation: 'direct call of a subgraph', outcome: 'DENIED', code: refusal.code })
      .catch((failure: unknown) => options.logger.error({ err: failure }, 'a denied attempt is not on the audit record'));
  }
}

const boundDocument: Plugin = {
  onParse({ setParseFn, parseFn }) {
    setParseFn((source, parseOptions) => {
      checkNesting(source);
      return parseFn(source, { ...parseOptions, maxTokens: MAX_TOKENS });
    });
  },
};

/** Looks no further than the parser will. @throws GraphQLError for a document that nests too deep, or that has a syntax error before it does */
function checkNesting(source: string | Source): void {
  const lexer = new Lexer(typeof source === 'string' ? new Source(source) : source);
  let depth = 0;
  for (let read = 0; read < MAX_TOKENS; read++) {
    const token = lexer.advance();
    if (token.kind === TokenKind.EOF) return;
    if (OPENING.includes(token.kind)) depth += 1;
    else if (CLOSING.includes(token.kind)) depth -= 1;
    if (depth > MAX_NESTING) {
      throw new GraphQLError(`The document nests deeper than ${MAX_NESTING} brackets.`, { extensions: { code: 'DOCUMENT_TOO_DEEP' } });
    }
  }
}

const OPENING: readonly TokenKind[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const CLOSING: readonly TokenKind[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];
