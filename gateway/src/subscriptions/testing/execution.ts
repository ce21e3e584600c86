import { DocumentStore } from '../../documents/document-store.ts';
import { createOperationPreparer } from '../../documents/operation-preparer.ts';
import type { OperationPreparer } from '../../documents/prepared-operation.ts';
import { TrustedDocuments } from '../../documents/trusted-documents.ts';
import { PlanExecutor } from '../../execute/plan-executor.ts';
import { DEFAULT_LIMITS } from '../../limits/limits.ts';
import { silentLogger } from '../../logger.ts';
import type { SupergraphHolder } from '../../supergraph/supergraph-holder.ts';
import { InProcessTransport } from '../../transport/in-process-transport.ts';
import { SubgraphClient } from '../../transport/subgraph-client.ts';
import { SubgraphClients } from '../../transport/subgraph-clients.ts';
import type { TestSubgraphs } from './test-subgraphs.ts';

/** The gateway's own pipeline over subgraphs in process. */
export function createExecution(
  holder: SupergraphHolder,
  subgraphs: TestSubgraphs,
): { executor: PlanExecutor; preparer: OperationPreparer } {
  const clients = new SubgraphClients(({ name }) => {
    const server = subgraphs.servers.find((each) => each.name === name);
    if (server === undefined) throw new Error(`no subgraph ${name}`);
    return new SubgraphClient(name, new InProcessTransport(server), { batching: true, timeoutMs: 30_000, logger: silentLogger });
  });
  const executor = new PlanExecutor({ holder, clients });
  const preparer = createOperationPreparer({
    holder,
    executor,
    documents: new DocumentStore({ limits: DEFAULT_LIMITS, introspection: false, maxDocuments: 100, maxBytes: 1_000_000 }),
    trusted: new TrustedDocuments({}),
    limits: DEFAULT_LIMITS,
    adHocDocuments: true,
  });
  return { executor, preparer };
}
