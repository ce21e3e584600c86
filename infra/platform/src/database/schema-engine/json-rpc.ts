import { createInterface } from 'node:readline';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import { migrationAdapter } from './migration-adapter.ts';

interface Request {
  id: number;
  method?: string;
  params?: unknown;
}

type Method = (params: unknown) => Promise<unknown>;

const PRINT_ID = 1_000_000_000;
/** The code under which Prisma's CLI looks for an engine error in `data`. */
const ENGINE_ERROR = 4466;

/** The engine asks for this when it gives up; without it nobody learns why. */
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => void process.stderr.write(`The schema engine gave up: ${message}\n`) },
});

/** Answers the JSON-RPC requests on standard input, one a line and in order, until it ends. */
export async function serveJsonRpc(datamodels: [path: string, content: string][], prismaUrl: string): Promise<void> {
  let opened: Promise<SchemaEngine> | undefined;
  const engine = () =>
    (opened ??= SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, () => {}, migrationAdapter(prismaUrl)));
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const request = JSON.parse(line) as Request;
    // A line without a method is the CLI's answer to one of our prints.
    if (request.method === undefined) continue;
    try {
      const result = await call(await engine(), request.method, request.params);
      send({ id: request.id, result: result ?? {} });
    } catch (error) {
      send({
        id: request.id,
        error: { code: ENGINE_ERROR, message: 'An error happened. Check the data field for details.', data: describe(error) },
      });
    }
  }
}

async function call(engine: SchemaEngine, method: string, params: unknown): Promise<unknown> {
  const name = method === 'getDatabaseVersion' ? 'version' : method;
  const implementation = (engine as unknown as Record<string, Method | undefined>)[name];
  if (!implementation) throw new Error(`The schema engine has no method ${method}.`);
  const result = (await implementation.call(engine, params)) as { stdout?: string | null } | undefined;
  if (method === 'diff' && result?.stdout != null) send({ id: PRINT_ID, method: 'print', params: { content: result.stdout } });
  return result;
}

function describe(error: unknown) {
  const { message = String(error), code, meta } = error as { message?: string; code?: string; meta?: unknown };
  return { is_panic: false, message, meta: meta ?? null, error_code: code ?? null };
}

function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
