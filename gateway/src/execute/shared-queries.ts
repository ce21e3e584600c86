import { Cancellation } from '../cancellation.ts';
import type { CompiledOperation, Variables } from '../plan/compiled-operation.ts';
import type { RequestContext } from '../request-context.ts';
import type { ExecutionOutcome, OperationExecutor } from './plan-executor-port.ts';

interface Running {
  outcome: Promise<ExecutionOutcome>;
  cancellation: Cancellation;
  waiting: number;
}

/**
 * Answers equal queries that are in flight at the same time with one execution: the same operation, variables and share key. A request that
 * is cancelled leaves; the execution ends early only when all have left.
 */
export class SharedQueries {
  readonly #executor: OperationExecutor;
  readonly #onShared: () => void;
  readonly #running = new Map<string, Running>();

  constructor(executor: OperationExecutor, onShared: () => void) {
    this.#executor = executor;
    this.#onShared = onShared;
  }

  execute(operation: CompiledOperation, variables: Variables, request: RequestContext): Promise<ExecutionOutcome> {
    const key = `${operation.id}\n${request.shareKey}\n${operation.variablesKey(variables)}`;
    let running = this.#running.get(key);
    if (running === undefined || running.cancellation.reason !== undefined) running = this.#start(key, operation, { variables, request });
    else this.#onShared();
    const joined = running;
    joined.waiting += 1;
    return new Promise((resolve, reject) => {
      let left = false;
      const stop = request.cancellation.onCancel((reason) => {
        left = true;
        joined.waiting -= 1;
        if (joined.waiting === 0) {
          joined.cancellation.cancel(reason);
          // The execution ends with what it has: that is this request's answer.
          joined.outcome.then(resolve, reject);
        } else {
          this.#executor.execute(operation, variables, request).then(resolve, reject);
        }
      });
      const finish = (settle: () => void): void => {
        stop();
        if (!left) settle();
      };
      joined.outcome.then(
        (outcome) => finish(() => resolve(outcome)),
        (error: unknown) => finish(() => reject(error as Error)),
      );
    });
  }

  #start(key: string, operation: CompiledOperation, { variables, request }: { variables: Variables; request: RequestContext }): Running {
    const cancellation = new Cancellation();
    const outcome = this.#executor.execute(operation, variables, { ...request, cancellation });
    const running: Running = { outcome, cancellation, waiting: 0 };
    this.#running.set(key, running);
    const forget = (): void => {
      cancellation.dispose();
      if (this.#running.get(key) === running) this.#running.delete(key);
    };
    outcome.then(forget, forget);
    return running;
  }
}
