import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type ModelAnswer = (request: Record<string, unknown>, response: ServerResponse) => void;

export interface RunningModel extends AsyncDisposable {
  asked: Record<string, unknown>[];
  /** When each question came. */
  at: number[];
  url: string;
}

/** A server that speaks OpenAI's chat completions, and answers in turn; the last answer again and again. */
export async function startModel(answers: readonly ModelAnswer[]): Promise<RunningModel> {
  const asked: Record<string, unknown>[] = [];
  const at: number[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const parsed = JSON.parse(body) as Record<string, unknown>;
      at.push(performance.now());
      asked.push({ ...parsed, path: request.url, authorization: request.headers.authorization });
      answers[Math.min(asked.length, answers.length) - 1]?.(parsed, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    at,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const completion = (model: unknown, content: string, finishReason = 'stop') =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });

export const says =
  (content: string, finishReason?: string): ModelAnswer =>
  (request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(completion(request['model'], content, finishReason));

export const failsWith =
  (status: number, body = '', headers: Record<string, string> = {}): ModelAnswer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
