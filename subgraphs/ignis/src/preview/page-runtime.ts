import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('./page/runtime.mjs', import.meta.url));

let bundled: Promise<{ text: string; hash: string }> | undefined;

/** The script of every preview's page: React as it is while developing, and what shows stories with it. Made once. */
export function pageRuntime(): Promise<{ text: string; hash: string }> {
  return (bundled ??= bundle().catch((error: unknown) => {
    bundled = undefined;
    throw error;
  }));
}

async function bundle(): Promise<{ text: string; hash: string }> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    define: { 'process.env.NODE_ENV': '"development"' },
    minifyWhitespace: true,
    write: false,
    logLevel: 'silent',
    legalComments: 'none',
  });
  const text = outputFiles[0]?.text ?? '';
  return { text, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}
