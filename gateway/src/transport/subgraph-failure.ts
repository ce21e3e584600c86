/** Why a subgraph gave no answer at all, in words for the client; `cause` is for the log. */
export class SubgraphFailure extends Error {
  readonly subgraph: string;
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT' | 'DOWNSTREAM_SERVICE_ERROR' | 'REQUEST_CANCELLED';

  constructor(subgraph: string, code: SubgraphFailure['code'], options: { message: string; cause?: unknown }) {
    super(options.message, { cause: options.cause });
    this.name = 'SubgraphFailure';
    this.subgraph = subgraph;
    this.code = code;
  }
}
