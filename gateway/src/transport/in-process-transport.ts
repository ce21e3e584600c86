import type { SubgraphServer } from '@wissil/platform/subgraph';
import { SubgraphFailure } from './subgraph-failure.ts';
import { variablesOf, type SendingContext, type SubgraphAnswer, type SubgraphCall, type SubgraphTransport } from './subgraph-transport.ts';

/** Calls a co-located subgraph without a socket or JSON in between. */
export class InProcessTransport implements SubgraphTransport {
  readonly maxCalls = Number.POSITIVE_INFINITY;
  readonly #server: SubgraphServer;

  constructor(server: SubgraphServer) {
    this.#server = server;
  }

  async send(calls: readonly SubgraphCall[], context: SendingContext): Promise<readonly SubgraphAnswer[]> {
    const stopped = new Promise<never>((_resolve, reject) => {
      context.cancellation.onCancel((reason) => reject(new Error(`cancelled: ${reason}`)));
    });
    const answers = Promise.all(calls.map((call) => this.#execute(call, context)));
    return Promise.race([answers, stopped]);
  }

  async probe(): Promise<void> {
    const report = await this.#server.health();
    if (report.status !== 'up') {
      const down = report.dependencies.filter((dependency) => dependency.status === 'down').map((dependency) => dependency.name);
      throw new Error(`It answers, but without ${down.join(', ')}.`);
    }
  }

  /** The server belongs to whoever started it. */
  async close(): Promise<void> {}

  async #execute(call: SubgraphCall, { request, cancellation }: SendingContext): Promise<SubgraphAnswer> {
    try {
      const result = await this.#server.execute({
        document: call.operation.document,
        ...(call.operation.name === undefined ? {} : { operationName: call.operation.name }),
        variables: variablesOf(call),
        caller: request.caller,
        requestId: request.requestId,
        signal: cancellation.signal,
      });
      return result as SubgraphAnswer;
    } catch (error) {
      throw new SubgraphFailure(this.#server.name, 'DOWNSTREAM_SERVICE_ERROR', {
        message: `The subgraph "${this.#server.name}" failed.`,
        cause: error,
      });
    }
  }
}
