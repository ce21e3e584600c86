import { setImmediate as turn } from 'node:timers/promises';
import { SUBGRAPH_NAMES } from '@wissil/platform/subgraph';
import { z } from 'zod';

/** What one `GET /api/health` came to. */
export type ProbeOutcome =
  | { kind: 'answered'; at: Date; latencyMs: number; report: Report }
  /** `certain`: nothing listens there, or something else does. Otherwise it may have been a hiccup. */
  | { kind: 'failed'; at: Date; certain: boolean; error: string }
  /** This process was too busy to tell. */
  | { kind: 'inconclusive' };

export type Report = z.infer<typeof report>;

const report = z.object({
  service: z.enum(SUBGRAPH_NAMES),
  status: z.enum(['up', 'degraded']),
  version: z.string().max(100),
  dependencies: z
    .array(
      z.object({
        name: z.string().max(100),
        status: z.enum(['up', 'down', 'not-configured']),
        latencyMs: z.number().nullable(),
        lastError: z.string().max(2_000).nullable(),
      }),
    )
    .max(50),
});

/** A report is a few hundred bytes. */
const MOST_BYTES = 65_536;

/** A deadline that fires later than this says more about this process than about the system. Milliseconds. */
const OWN_STALL_MS = 150;

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Asks one system for its health. Never rejects. */
export async function probeSystem(target: { service: string; address: string; deadlineMs: number }): Promise<ProbeOutcome> {
  const begun = performance.now();
  const deadline = new AbortController();
  let stalled = false;
  const timer = setTimeout(() => {
    stalled = performance.now() - begun > target.deadlineMs + OWN_STALL_MS;
    // An answer that waits in the socket is read before the timer's verdict counts.
    void turn().then(() => deadline.abort());
  }, target.deadlineMs);
  try {
    const response = await fetch(`${target.address}/api/health`, {
      signal: deadline.signal,
      redirect: 'manual',
      headers: { accept: 'application/json' },
    });
    const body = await readText(response);
    const latencyMs = Math.round((performance.now() - begun) * 100) / 100;
    if (!response.ok) return failed(true, `${target.address} answered ${response.status} ${response.statusText}`.trim());
    const parsed = report.safeParse(parseJson(body));
    if (!parsed.success) return failed(true, `${target.address}/api/health does not answer with a health report`);
    if (parsed.data.service !== target.service)
      return failed(true, `${target.address} is ${parsed.data.service.toUpperCase()}, not ${target.service.toUpperCase()}`);
    return { kind: 'answered', at: new Date(), latencyMs, report: parsed.data };
  } catch (error) {
    if (deadline.signal.aborted)
      return stalled ? { kind: 'inconclusive' } : failed(false, `${target.address} did not answer within ${target.deadlineMs} ms`);
    const code = codeOf(error);
    return failed(code !== undefined && UNREACHABLE.has(code), `${target.address} does not answer${code ? ` (${code})` : ''}`);
  } finally {
    clearTimeout(timer);
  }
}

function failed(certain: boolean, error: string): ProbeOutcome {
  return { kind: 'failed', at: new Date(), certain, error };
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MOST_BYTES) return '';
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The system's error code beneath fetch's `TypeError: fetch failed`. */
function codeOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
    if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  }
  return undefined;
}
