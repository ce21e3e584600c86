import { Pool } from 'undici';
import { percentile } from '../machine/percentile.ts';
import type { BenchOperation } from './operations.ts';

export interface LoadResult {
  requests: number;
  /** Answers other than the expected bytes, or none. */
  failures: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** Keeps the operation's number of requests under way for so many seconds; every answer must be `expected`. */
export async function load(
  url: string,
  operation: BenchOperation,
  { seconds, expected, headers }: { seconds: number; expected: Buffer; headers: Record<string, string> },
): Promise<LoadResult> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: operation.concurrency, pipelining: 1 });
  const latencies: number[] = [];
  let failures = 0;
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) {
      const begun = performance.now();
      const body = await post(pool, pathname, { operation, headers }).catch(() => undefined);
      latencies.push(performance.now() - begun);
      if (!body?.equals(expected)) failures++;
    }
  };
  await Promise.all(Array.from({ length: operation.concurrency }, client));
  await pool.close();
  latencies.sort((a, b) => a - b);
  return { requests: latencies.length, failures, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** The gateway's answer, byte for byte. Rejects where it has none. */
export async function answerOf(url: string, operation: BenchOperation, headers: Record<string, string>): Promise<Buffer> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 1 });
  try {
    return await post(pool, pathname, { operation, headers });
  } finally {
    await pool.close();
  }
}

async function post(pool: Pool, path: string, request: { operation: BenchOperation; headers: Record<string, string> }): Promise<Buffer> {
  const { body } = request.operation;
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...request.headers };
  const response = await pool.request({ path, method: 'POST', headers, body });
  const answer = Buffer.from(await response.body.arrayBuffer());
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}: ${answer.toString().slice(0, 500)}`);
  return answer;
}

/** The JSON of the answer's data, its members in the order in which they came. Throws where the answer has errors or no data. */
export function dataOf(answer: Buffer): string {
  const { data, errors } = JSON.parse(answer.toString()) as { data?: unknown; errors?: unknown };
  if (errors !== undefined || data == null) throw new Error(`answered with errors or without data: ${answer.toString().slice(0, 500)}`);
  return JSON.stringify(data);
}
