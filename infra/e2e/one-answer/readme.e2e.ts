import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY, startSupergraph, type Supergraph, waitFor } from '@wissil/testkit';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** What a page has people paste, from the paragraph of that title. */
async function commandsOf(page: string, title: string): Promise<string> {
  const text = await readFile(join(REPOSITORY, page), 'utf8');
  const block = text.split(new RegExp(`^#+ ${title}$`, 'm'))[1]?.split(/^```sh\n|^```$/m)[1];
  if (block === undefined) throw new Error(`${page} has no commands under “${title}”`);
  return block;
}

/** In a shell at the repository's root, against this supergraph: its ports and data folder are all that is not as people have it. */
async function paste(commands: string, { gatewayUrl, url, env, dataFolder }: Supergraph): Promise<string> {
  const settings = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env };
  // In one pass: a free port may begin with the digits of a usual one.
  const addresses: Record<string, string> = { 'http://127.0.0.1:4000': gatewayUrl, 'http://127.0.0.1:3000': url };
  const here = commands
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, (address) => addresses[address] ?? address)
    .replaceAll('audit.jsonl', join(dataFolder, 'audit.jsonl'));
  return (await run('sh', ['-euc', here], { cwd: REPOSITORY, env: settings })).stdout;
}

test('[SHAPE-1] [AUTH-1] [AUTH-4] the question of the README is answered to who pastes it, and stands in the audit log', async () => {
  await using supergraph = await startSupergraph();
  const commands = await commandsOf('README.md', 'One question to six systems');
  expect(commands).toContain('npm run --silent access-token -- --role ADMIN');
  const { data, errors } = JSON.parse(await paste(commands, supergraph)) as { data: Record<string, unknown>; errors?: unknown };
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    token: { cssValue: expect.any(String) as string, usedBy: { edges: expect.any(Array) as unknown[] } },
    templates: { edges: [{ node: { name: expect.any(String) as string } }, {}, {}] },
    systems: { edges: { length: 6 } },
    environments: { edges: { length: 3 } },
  });

  const entry = await waitFor(async () => {
    const { data: log } = await supergraph.graphql<{ auditEntries: { edges: { node: { operation: string; outcome: string } }[] } }>(
      '{ auditEntries(first: 20) { edges { node { operation outcome } } } }',
    );
    return log.auditEntries.edges.find(({ node }) => node.operation === 'create-local-access-token')?.node;
  });
  expect(entry.outcome).toBe('SUCCEEDED');
});

test('[AUTH-4] [AUTH-6] what operations.md has administrators paste does what it says', async () => {
  await using supergraph = await startSupergraph();
  const page = 'infra/docs/operations.md';
  const { data } = JSON.parse(await paste(await commandsOf(page, 'The last administrator cannot sign in'), supergraph)) as {
    data: { inviteUser: { url: string } };
  };
  expect((await fetch(data.inviteUser.url)).status).toBe(200);
  const exported = await waitFor(
    async () => {
      const sentence = await paste(await commandsOf(page, 'Audit log'), supergraph);
      const lines = await readFile(join(supergraph.dataFolder, 'audit.jsonl'), 'utf8');
      return lines.includes('"inviteUser"') ? { sentence, lines } : undefined;
    },
    { timeout: 60_000, what: 'the invitation to stand in the export' },
  );
  expect(exported.sentence).toMatch(/entries/);
  expect(exported.lines, 'links are secrets').not.toContain(data.inviteUser.url);
});

test(
  '[SHAPE-5] [SLATE-3] [SPARK-6] [IGNI-4] [IGNI-6] [IGNIS-1] [WAY-3] [WAY-4] [FLOW-2] the way of the README leads whoever pastes it from a token to production, and back from a release that does not start',
  { timeout: 480_000 },
  async () => {
    await using supergraph = await startSupergraph();
    const printed = (await paste(await commandsOf('README.md', 'From a token to a deployment'), supergraph)).trim().split('\n');
    expect(printed.slice(0, 17)).toEqual([
      expect.stringMatching(/^oklch\(/),
      'SUCCEEDED',
      'responsive-card',
      'SUCCEEDED',
      'READY',
      'index.html',
      expect.stringMatching(/^[0-9a-f]{40}$/),
      '1.0.2',
      'APPROVED',
      'SUCCEEDED',
      'APPROVED',
      'SUCCEEDED',
      expect.stringMatching(/^http:\/\/hello-production\.localhost:\d+\/$/),
      'serve.mjs',
      expect.stringMatching(/^[0-9a-f]{40}$/),
      'ROLLED_BACK',
      expect.stringContaining('Release 1.0.3 did not become ready'),
    ]);
    expect(printed).toContain('Error: It cannot start.');
    expect(printed.at(-2)).toContain('Release 1.0.2 runs there as before');
    expect(printed.at(-1)).toBe('1.0.2');
  },
);
