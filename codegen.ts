/**
 * Writes schema/ from the code: each subgraph's SDL, the composed supergraph, the API that clients see, and the typed documents of the
 * clients.
 *
 *   node codegen.ts                      writes; refuses a change that breaks clients
 *   node codegen.ts --accept-breaking    writes such a change too
 *   node codegen.ts --check              writes nothing; exit code 1 and a diff where the committed files differ from the code
 *   node codegen.ts --documents          what the clients need alone: their documents from the committed schema, and SLATE's tokens as CSS
 */
import { parseArgs } from 'node:util';
import { readBreakingChanges, renderBreakingChanges } from './infra/checks/src/contract/breaking-changes.ts';
import { contractFromCode } from './infra/checks/src/contract/contract-from-code.ts';
import { differences, readContract, readTrustedDocuments, writeContract } from './infra/checks/src/contract/contract-files.ts';

const { values: options } = parseArgs({
  allowPositionals: false,
  options: {
    'accept-breaking': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    documents: { type: 'boolean', default: false },
  },
});

process.exitCode = options.documents ? await generateDocuments() : options.check ? await check() : await write();

async function write(): Promise<number> {
  const [committed, contract] = [readContract(), await contractFromCode()];
  const breaking = readBreakingChanges(committed, contract);
  if (breaking.changes.length > 0) {
    console.error(renderBreakingChanges(breaking));
    if (!options['accept-breaking']) {
      console.error('Nothing was written. Keep the old field beside the new one, or run `node codegen.ts --accept-breaking`.');
      return 1;
    }
  }
  const written = writeContract(contract);
  console.log(written.length === 0 ? 'schema/ is up to date.' : written.map((path) => `wrote ${path}`).join('\n'));
  return generateDocuments();
}

async function check(): Promise<number> {
  const [committed, contract] = [readContract(), await contractFromCode()];
  const found = [...differences(committed, contract), ...(await documentDifferences())];
  if (found.length === 0) {
    console.log('schema/ is what the code says.');
    return 0;
  }
  const breaking = readBreakingChanges(committed, contract);
  console.error(found.join('\n'));
  if (breaking.changes.length > 0) console.error(renderBreakingChanges(breaking));
  console.error('schema/ differs from the code: run `node codegen.ts` and commit what it writes.');
  return 1;
}

/** The documents are written to be compared: what differed is in the working tree afterwards. */
async function documentDifferences(): Promise<string[]> {
  const before = readTrustedDocuments();
  await generateDocuments();
  return before === readTrustedDocuments() ? [] : ["schema/trusted-documents.json was not what the clients' documents make it; it is now."];
}

async function generateDocuments(): Promise<number> {
  const { generateBaseSheet, generateClientDocuments } = await import('./clients/web/codegen.config.ts');
  const { baseTokens } = await import('@wissil/slate/base-tokens');
  await generateClientDocuments();
  await generateBaseSheet(await baseTokens());
  return 0;
}
