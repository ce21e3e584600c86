import type { DependencyProbe } from './health.ts';

/** A dependency that answers `GET url` with a 2xx, or is not configured when `url` is undefined. */
export function httpProbe(name: string, url: string | undefined, headers: Record<string, string> = {}): DependencyProbe {
  if (!url) return { name, probe: null };
  return {
    name,
    probe: async (signal) => {
      const response = await fetch(url, { headers, signal }).catch((error: unknown) => {
        throw new Error(`${new URL(url).origin} does not answer: ${reason(error)}`);
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`${new URL(url).origin} answered ${response.status} ${response.statusText}`);
    },
  };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
