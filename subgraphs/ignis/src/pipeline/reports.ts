import { z } from 'zod';
import { OUTPUT_KINDS } from './build-metrics.ts';

const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const path = z.string().max(1_000);

/** What inside/optimise.ts writes. It has worked on files that nobody has read, so its word is checked like anybody's. */
export const optimiseReport = z.object({
  files: z.array(z.object({ path, kind: z.enum(OUTPUT_KINDS), bytes, gzipBytes: bytes })).max(100_000),
  images: z.array(
    z.object({
      path,
      beforeBytes: bytes,
      afterBytes: bytes,
      webpBytes: bytes.nullable(),
      large: z.object({ width: bytes, height: bytes, fittedBytes: bytes }).nullable(),
    }),
  ),
  css: z.array(z.object({ path, beforeBytes: bytes, afterBytes: bytes, unusedBytes: bytes })),
});
export type OptimiseReport = z.infer<typeof optimiseReport>;

/** What inside/analyse-vite.ts writes. */
export const viteReport = z.object({
  wholeBytes: bytes,
  keptBytes: bytes,
  unminifiedBytes: bytes,
  chunks: z.array(z.object({ fileName: path, isEntry: z.boolean(), bytes, packages: z.record(z.string(), bytes) })),
});
export type ViteReport = z.infer<typeof viteReport>;
