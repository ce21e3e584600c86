export type ResponseType = 'application/graphql-response+json' | 'application/json' | 'text/event-stream';

const KNOWN = new Map<string, ResponseType | undefined>([
  ['*/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/graphql-response+json', 'application/graphql-response+json'],
  ['text/event-stream', 'text/event-stream'],
]);
const MAX_KNOWN = 200;

/** In the order in which the gateway prefers them where the client does not. A wildcard means JSON: clients of old know nothing else. */
const OFFERED: readonly { type: ResponseType; ranges: readonly string[] }[] = [
  { type: 'application/graphql-response+json', ranges: ['application/graphql-response+json'] },
  { type: 'application/json', ranges: ['application/json', 'application/*', '*/*'] },
  { type: 'text/event-stream', ranges: ['text/event-stream', 'text/*'] },
];

/** The media type to answer with (GraphQL over HTTP §6.1, RFC 9110 §12.5.1); undefined when none of ours is acceptable. */
export function negotiate(accept: string | undefined): ResponseType | undefined {
  if (accept === undefined || accept === '') return 'application/json';
  if (KNOWN.has(accept)) return KNOWN.get(accept);
  const chosen = choose(accept);
  if (KNOWN.size < MAX_KNOWN && accept.length < 200) KNOWN.set(accept, chosen);
  return chosen;
}

function choose(accept: string): ResponseType | undefined {
  const qualities = new Map<string, number>();
  for (const range of accept.toLowerCase().split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    const charset = parameters.find((parameter) => parameter.startsWith('charset='));
    if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) continue;
    const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    qualities.set(name, Number.isNaN(quality) ? 0 : quality);
  }
  let best: { type: ResponseType; quality: number } | undefined;
  for (const { type, ranges } of OFFERED) {
    const quality = ranges.map((range) => qualities.get(range)).find((value) => value !== undefined) ?? 0;
    if (quality > 0 && (best === undefined || quality > best.quality)) best = { type, quality };
  }
  return best?.type;
}

/** Whether a body of this type is JSON in UTF-8. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return type === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}
