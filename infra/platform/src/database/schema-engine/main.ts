/**
 * Stands in for Prisma's native schema engine, which is downloaded at installation: the same command line and JSON-RPC over standard
 * input and output, on the WebAssembly engine that npm carries. `prisma migrate` and `prisma db` work with nothing downloaded.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runDatabaseCommand } from './database-command.ts';
import { serveJsonRpc } from './json-rpc.ts';

const { values, positionals } = parseArgs({
  options: { datamodels: { type: 'string', multiple: true }, datasource: { type: 'string' }, version: { type: 'boolean' } },
  allowPositionals: true,
  strict: false,
});

if (values.version) {
  process.stdout.write('schema-engine-wasm\n');
} else {
  const { url = '' } = JSON.parse(String(values.datasource ?? '{}')) as { url?: string };
  const [group, command] = positionals;
  if (group === 'cli') process.exitCode = await runDatabaseCommand(command, url);
  else
    await serveJsonRpc(
      (values.datamodels ?? []).map((path) => [String(path), readFileSync(String(path), 'utf8')]),
      url,
    );
}
