import { readFile } from 'node:fs/promises';
import { type HttpService, startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface Operation {
  request?: AnySchema;
  responses: Record<string, AnySchema>;
}

interface Published {
  operations: Record<string, Operation>;
  push: AnySchema;
  $defs: Record<string, AnySchema>;
}

/** What GitHub publishes of its API and webhooks, as far as IGNITION uses it. Where the file is from, it says itself. */
const published = JSON.parse(await readFile(new URL('github-schema.json', import.meta.url), 'utf8')) as Published;

export interface GitHubContract extends HttpService {
  /** Everything that was said between IGNITION and the stand-in, by its operation. */
  readonly seen: ReadonlySet<string>;
  /** What was not as GitHub publishes it. */
  readonly faults: readonly string[];
  /** A delivery of a webhook. */
  checkPush(payload: unknown): void;
}

/**
 * Stands between IGNITION and the stand-in for GitHub, and holds what both say against GitHub's published schema.
 * @param options.git where Git finds the repositories: the stand-in has the API alone
 */
export async function startGitHubContract(standIn: string, { git }: { git: string }): Promise<GitHubContract> {
  const seen = new Set<string>();
  const faults: string[] = [];
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const compile = (schema: AnySchema): ValidateFunction =>
    ajv.compile(typeof schema === 'boolean' ? schema : { ...schema, $defs: published.$defs });
  const check = (what: string, schema: AnySchema | undefined, value: unknown) => {
    if (schema === undefined) return void faults.push(`${what}: there is no such answer`);
    const validate = compile(schema);
    if (!validate(value)) faults.push(`${what}: ${ajv.errorsText(validate.errors?.slice(0, 5))}`);
  };
  const service = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ level: 'silent', name: 'GitHub' }),
    async handler(incoming, response) {
      const { method = 'GET', url = '/' } = incoming;
      const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
      const headers = { authorization: incoming.headers.authorization ?? '', 'content-type': 'application/json' };
      const answer = await fetch(standIn + url, { method, headers, ...(body.length > 0 && { body }) });
      const text = (await answer.text()).replaceAll(/("clone_url":\s*")[^"]*\/([^/"]+\.git")/g, `$1${git}/$2`);
      const name = operationOf(method, url);
      const operation = published.operations[name];
      seen.add(name);
      if (operation === undefined) faults.push(`${name} is not published`);
      else {
        if (operation.request !== undefined) check(`${name}, request`, operation.request, JSON.parse(body.toString('utf8') || '{}'));
        check(`${name}, ${answer.status}`, operation.responses[answer.status], text === '' ? null : JSON.parse(text));
      }
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' }).end(text);
    },
  });
  return {
    ...service,
    seen,
    faults,
    checkPush: (payload) => check('webhook push', published.push, payload),
  };
}

/** By its path without what is in it; a ref may have slashes. */
function operationOf(method: string, url: string): string {
  const { pathname } = new URL(url, 'http://github');
  const path = pathname
    .replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/{owner}/{repo}')
    .replace(/^\/orgs\/[^/]+/, '/orgs/{org}')
    .replace(/(\/git\/refs|\/commits)\/.+$/, '$1/{ref}')
    .replace(/\/contents\/.+$/, '/contents/{path}');
  return `${method} ${path}`;
}
