import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSandbox } from '@wissil/platform/sandbox';
import { composeComponent } from '../src/generation/compose-component.ts';
import { printFiles } from '../src/print/print-files.ts';
import { ComponentVerifier } from '../src/verify/component-verifier.ts';

/** SLATE's style sheet as it is before anybody edits a token, from the client's copy of it. */
const THEME = await readFile(new URL('../../../clients/web/src/tokens/base-tokens.css', import.meta.url), 'utf8');

export const VARIABLES: ReadonlySet<string> = new Set(THEME.match(/--[a-z0-9-]+(?=:)/g));

export interface Slate extends AsyncDisposable {
  url: string;
  /** Requests for the theme so far. */
  reads: number;
  away: boolean;
}

/** What SPARK reads of SLATE, on a port. */
export async function startSlate(): Promise<Slate> {
  const server = createServer((request, response) => {
    if (slate.away) return void response.writeHead(503).end();
    if (request.url !== '/api/tokens/theme.css') return void response.writeHead(404).end();
    slate.reads++;
    response.writeHead(200, { 'content-type': 'text/css' }).end(THEME);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const slate: Slate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reads: 0,
    away: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return slate;
}

export async function openVerifier(folder: string, seconds?: number): Promise<ComponentVerifier> {
  return new ComponentVerifier({ sandbox: await openSandbox(), folder, ...(seconds !== undefined && { seconds }) });
}

/** A prompt's component, as it is before it is verified. */
export async function makeComponent(prompt: string) {
  const { spec, analysis } = composeComponent({ prompt }, { variables: VARIABLES });
  if (!spec) throw new Error(`no pattern fits: ${prompt}`);
  return { name: spec.name, pattern: spec.pattern, analysis, files: await printFiles(spec) };
}
