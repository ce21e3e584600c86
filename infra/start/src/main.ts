import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Before the first heavy import: half of a start is compilation.
enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? fileURLToPath(new URL('../../../node_modules/.cache/compile', import.meta.url)));

const { run } = await import('./run.ts');
await run({ argv: process.argv.slice(2), env: process.env, onReady: flushCompileCache });
