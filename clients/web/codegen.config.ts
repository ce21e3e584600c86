import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const generatedFolder = fromHere('./src/graphql/generated/');
const trustedDocuments = fromHere('../../schema/trusted-documents.json');

/** Lower-case hex, without a prefix: the key of `schema/trusted-documents.json` and the `documentId` that the client sends. */
const sha256 = (document: string): string => createHash('sha256').update(document).digest('hex');

/**
 * Writes the client's typed documents (`src/graphql/generated`) and `schema/trusted-documents.json`, an object
 * sha256 → document text in the order of the hashes, so that its diff in CI is stable.
 * Takes `schema/api.graphql` as the contract; rejects with the offending file and line if a document does not fit it.
 */
export async function generateClientDocuments(): Promise<void> {
  await generate(
    {
      schema: fromHere('../../schema/api.graphql'),
      documents: [fromHere('./src/**/*.graphql')],
      silent: true,
      generates: {
        [generatedFolder]: {
          preset: 'client',
          presetConfig: {
            fragmentMasking: false,
            persistedDocuments: { mode: 'embedHashInDocument', hashPropertyName: 'documentId', hashAlgorithm: sha256 },
          },
          documentTransforms: [addTypenameSelectionDocumentTransform],
          config: {
            enumType: 'string-literal',
            useTypeImports: true,
            strictScalars: true,
            scalars: { DateTime: 'string', JSON: 'unknown' },
            importExtension: '.ts',
          },
        },
      },
    },
    true,
  );
  const written: Record<string, string> = JSON.parse(await readFile(`${generatedFolder}persisted-documents.json`, 'utf8'));
  const sorted = Object.fromEntries(Object.entries(written).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(trustedDocuments, `${JSON.stringify(sorted, null, 2)}\n`);
}

/** A token as SLATE resolves it. */
export interface BaseToken {
  /** `--color-slate-500` */
  cssVariable: string;
  cssValue: string;
}

/**
 * Writes `src/tokens/base-tokens.css`: what the client wears until it has read the tokens from the graph. Give it the tokens of SLATE's
 * seed, in the order of the set, so that the first paint and the live tokens are the same and nothing moves.
 */
export async function generateBaseSheet(tokens: readonly BaseToken[]): Promise<void> {
  const lines = tokens.map(({ cssVariable, cssValue }) => `  ${cssVariable}: ${cssValue};`);
  const note = '/* Written by codegen from the tokens that SLATE is seeded with. */';
  await writeFile(fromHere('./src/tokens/base-tokens.css'), `${note}\n:root {\n${lines.join('\n')}\n}\n`);
}
