export interface GraphError {
  message: string;
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

export interface GraphAnswer<Data> {
  data: Data;
  errors?: GraphError[];
}

/** One operation by POST. Rejects when there is no GraphQL answer; errors of the graph are part of the answer. */
export async function askGraph<Data>(
  url: string,
  query: string,
  { variables = {}, headers = {} }: { variables?: Record<string, unknown>; headers?: Record<string, string> } = {},
): Promise<GraphAnswer<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  if (!response.headers.get('content-type')?.includes('json')) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as GraphAnswer<Data>;
}
