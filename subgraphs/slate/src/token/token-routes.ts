import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { respondError } from '@wissil/platform/http';
import type { RestRoute } from '@wissil/platform/subgraph';
import { writeDocument } from '../dtcg/dtcg-document.ts';
import { isThemeFormat, THEME_FORMATS, themeSheet } from '../theme/theme-sheet.ts';
import { DEFAULT_SET } from './default-set.ts';
import type { TokenGraph } from './token-graph.ts';

/** What SLATE serves under /api/tokens/<name> (SLATE-5), and the top groups of the set that belong to it. */
const SECTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['colors', ['color']],
  ['typography', ['font', 'text']],
  ['spacing', ['space']],
  ['radii', ['radius']],
  ['shadows', ['shadow']],
  ['effects', ['effect']],
  ['animation', ['duration', 'easing', 'transition']],
]);

const THEME = 'theme.css';

/** DTCG asks tools to keep what they add under a reverse domain name. */
const EXTENSION = 'dev.wissil.slate';

const JSON_TYPE = 'application/json; charset=utf-8';
const CSS_TYPE = 'text/css; charset=utf-8';

interface Body {
  bytes: Buffer;
  type: string;
  etag: string;
}

/**
 * `GET /api/tokens` and `GET /api/tokens/<section>` as DTCG JSON, and `GET /api/tokens/theme.css` with `?format=`; each with a strong
 * validator. `?set=` names another set than luminera.
 */
export function tokenRoutes(sets: () => Promise<readonly TokenGraph[]>): readonly RestRoute[] {
  const bodies = new WeakMap<TokenGraph, Map<string, Body>>();
  const bodyOf = (graph: TokenGraph, name: string, write: () => Body): Body => {
    const known = bodies.get(graph) ?? new Map<string, Body>();
    bodies.set(graph, known);
    const body = known.get(name) ?? write();
    known.set(name, body);
    return body;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://slate');
    const slug = url.searchParams.get('set') ?? DEFAULT_SET;
    const graphs = await sets();
    const graph = graphs.find(({ set }) => set.slug === slug);
    if (!graph)
      return respondError(
        response,
        'NOT_FOUND',
        `There is no token set of this name. There is: ${graphs.map(({ set }) => set.slug).join(', ')}.`,
      );
    const send = (name: string, write: () => Body) => respond(request, response, bodyOf(graph, name, write));
    const name = url.pathname.slice('/api/tokens'.length).replace(/^\/|\/$/g, '');
    if (name === '') return send('', () => encode(JSON.stringify(index(graph)), JSON_TYPE));
    if (name === THEME) {
      const format = url.searchParams.get('format') ?? 'css';
      if (!isThemeFormat(format))
        return respondError(response, 'BAD_REQUEST', `There is no such format of a theme. There is: ${THEME_FORMATS.join(', ')}.`);
      return send(`${THEME} ${format}`, () => encode(themeSheet(graph, format), CSS_TYPE));
    }
    const tops = SECTIONS.get(name);
    if (!tops)
      return respondError(
        response,
        'NOT_FOUND',
        `There are no tokens of this kind. There are: ${[...SECTIONS.keys()].join(', ')}, and ${THEME}.`,
      );
    send(name, () => encode(JSON.stringify(section(graph, tops)), JSON_TYPE));
  };
  return [
    { method: 'GET', path: '/api/tokens', permission: 'token.read', services: true, handle },
    { method: 'GET', path: '/api/tokens/', permission: 'token.read', services: true, handle },
  ];
}

function index(graph: TokenGraph): unknown {
  const { slug, name, description, version } = graph.set;
  const theme = `/api/tokens/${THEME}${slug === DEFAULT_SET ? '' : `?set=${encodeURIComponent(slug)}`}`;
  const groups = [...SECTIONS].map(([section, tops]) => ({
    name: section,
    href: `/api/tokens/${section}${slug === DEFAULT_SET ? '' : `?set=${encodeURIComponent(slug)}`}`,
    tokenCount: tops.reduce((count, top) => count + (graph.groupAt(top)?.tokens.length ?? 0), 0),
  }));
  return { set: slug, name, description, version, tokenCount: graph.tokens.length, theme, groups };
}

function section(graph: TokenGraph, tops: readonly string[]): unknown {
  const belongs = ({ path }: { path: string }) => tops.includes(path.split('.', 1)[0] as string);
  const tokens = graph.tokens.filter(belongs).map(({ path, type, value, description, cssVariable, cssValue, version }) => ({
    path,
    type,
    value,
    description,
    extensions: { [EXTENSION]: { cssVariable, cssValue, version } },
  }));
  return writeDocument(graph.groups.filter(belongs), tokens);
}

function encode(text: string, type: string): Body {
  const bytes = Buffer.from(text);
  return { bytes, type, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
}

function respond(request: IncomingMessage, response: ServerResponse, { bytes, type, etag }: Body): void {
  const headers = { etag, 'cache-control': 'no-cache' };
  if (matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** RFC 9110 §13.1.2: `*`, or a list of tags, compared weakly. */
function matches(header: string | undefined, etag: string): boolean {
  return header !== undefined && (header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag));
}
