import { setTimeout as pause } from 'node:timers/promises';

const ATTEMPTS = 3;
/** Before the second attempt; twice as long before the third. */
const PAUSE_MS = 500;
/** Who asks for more than this is not waited for. */
const LONGEST_PAUSE_MS = 20_000;
/** The largest answer of a model is three files of 256 KiB as JSON in JSON. */
const MOST_BYTES = 4 * 1024 * 1024;
const LONGEST_WORDS = 200;

/** What keeps a model from answering, in words for people: never the key, and of the server's own words no more than a sentence. */
export class ModelFault extends Error {}

/** Worth another attempt, after the pause that was asked for. */
class PassingFault extends ModelFault {
  readonly pauseMs: number | undefined;
  constructor(message: string, pauseMs?: number) {
    super(message);
    this.pauseMs = pauseMs;
  }
}

/**
 * fetch for servers that are busy, restarting or broken: what may pass is tried three times, and an answer is read to its end, to 4 MiB.
 * It follows no redirects: the key and the prompt are for the address in the settings.
 * @param apiKey is taken out of what the server says
 * @returns only answers of HTTP 2xx
 * @throws ModelFault
 */
export function patientFetch(apiKey?: string): typeof fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await fetchOnce(input, init, apiKey);
      } catch (error) {
        init?.signal?.throwIfAborted();
        if (!(error instanceof PassingFault)) throw error;
        const pauseMs = error.pauseMs ?? PAUSE_MS * 2 ** (attempt - 1);
        if (pauseMs > LONGEST_PAUSE_MS) throw new ModelFault(`${error.message}, and asks to wait ${Math.ceil(pauseMs / 1000)} s`);
        if (attempt === ATTEMPTS) throw new ModelFault(`${error.message}, ${ATTEMPTS} times`);
        await pause(pauseMs, undefined, init?.signal ? { signal: init.signal } : {});
      }
    }
  };
}

async function fetchOnce(input: Parameters<typeof fetch>[0], init: RequestInit | undefined, apiKey?: string): Promise<Response> {
  let response: Response;
  let body: Uint8Array<ArrayBuffer>;
  try {
    response = await fetch(input, { ...init, redirect: 'manual' });
    body = await readBounded(response);
  } catch (error) {
    if (error instanceof ModelFault) throw error;
    throw new PassingFault(`it could not be reached: ${networkProblem(error as Error)}`);
  }
  const { status, headers } = response;
  if (response.ok) return new Response(body, { status, headers });
  const words = wordsOf(body, apiKey);
  const message = `it answered with HTTP ${status}${words && ` “${words}”`}`;
  if (status === 408 || status === 429 || status >= 500) throw new PassingFault(message, retryAfterMs(headers.get('retry-after')));
  throw new ModelFault(message);
}

async function readBounded({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > MOST_BYTES) throw new ModelFault(`its answer is larger than ${MOST_BYTES / 1024 ** 2} MiB`);
    chunks.push(chunk as Uint8Array);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** `fetch failed` and `terminated` have the reason as their cause. */
function networkProblem({ message, cause }: Error): string {
  const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? why ?? message;
}

/** RFC 9110, 10.2.3: seconds or a date. */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** What the server says of the error, as OpenAI puts it. */
function wordsOf(body: Uint8Array, apiKey: string | undefined): string {
  try {
    const { error } = JSON.parse(new TextDecoder().decode(body)) as { error?: unknown };
    const said = typeof error === 'string' ? error : (error as { message?: unknown } | undefined)?.message;
    if (typeof said !== 'string') return '';
    const safe = (apiKey ? said.replaceAll(apiKey, '[key]') : said).replace(/[\p{C}\s]+/gu, ' ').trim();
    return safe.length > LONGEST_WORDS ? `${safe.slice(0, LONGEST_WORDS).toWellFormed()}…` : safe;
  } catch {
    return '';
  }
}
