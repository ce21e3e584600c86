import { z } from 'zod';
import type { BuildWorker } from './build-worker.ts';

const cancelled = z.object({ id: z.string(), by: z.string() });

/** Ends the build that `build.<id>.cancelled` is about, if one of these workers has it. */
export function cancelIn(workers: readonly BuildWorker[], payload: unknown): void {
  const { data } = cancelled.safeParse(payload);
  if (data) for (const worker of workers) worker.cancel(data.id, data.by);
}
