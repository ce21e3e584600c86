import { startSupergraph, type Supergraph } from '@wissil/testkit';
import { expect, test } from 'vitest';

const LINK = /^Create the administrator: (\S+\/id\/enrol\/[\w-]{43})$/m;

/** What was said since the start, when all of it has been said. */
async function announced({ program }: Supergraph): Promise<{ lines: string[]; link: string }> {
  const [, link = ''] = await program.says(LINK);
  return { lines: program.output.trimEnd().split('\n'), link };
}

test.each(['together', 'processes'] as const)(
  '[AUTH-1] [AUTH-4] who starts an installation (%s) that nobody administers is told how to, below the ready line and nowhere else',
  async (topology) => {
    await using supergraph = await startSupergraph({ topology, env: { LOG_LEVEL: topology === 'together' ? 'debug' : 'warn' } });
    const first = await announced(supergraph);
    expect(first.link.startsWith(`${supergraph.url}/id/enrol/`)).toBe(true);
    const ready = first.lines.findIndex((line) => line.startsWith('WISSIL is ready'));
    const said = first.lines.findIndex((line) => LINK.test(line));
    expect(said).toBe(ready + 1);
    const secret = first.link.split('/').at(-1) as string;
    expect(first.lines.filter((line) => line.includes(secret))).toHaveLength(1);
    expect((await fetch(first.link)).status).toBe(200);

    const end = await supergraph.stop();
    expect(end.output.split(secret)).toHaveLength(2);
    await supergraph.start();
    const second = await announced(supergraph);
    expect([(await fetch(first.link)).status, (await fetch(second.link)).status], 'the newest alone is good').toEqual([404, 200]);

    await supergraph.session('ADMIN');
    expect((await fetch(second.link)).status).toBe(404);
    await supergraph.stop();
    await supergraph.start();
    expect(supergraph.program.output).not.toContain('Create the administrator');
  },
);

test('[AUTH-1] [TOPO-4] on the port of another system one signs in at LANDING, also where each is a process of its own', async () => {
  await using supergraph = await startSupergraph({ topology: 'processes' });
  const { slate } = supergraph.urls;
  const signIn = await fetch(`${slate}/auth/sign-in?return=/slate`, { redirect: 'manual' });
  expect([signIn.status, signIn.headers.get('location')]).toEqual([
    302,
    `${supergraph.url}/auth/sign-in?return=${encodeURIComponent(`${slate}/slate`)}`,
  ]);
  const begun = await fetch(signIn.headers.get('location') as string, { redirect: 'manual' });
  expect(new URL(begun.headers.get('location') as string).pathname).toBe('/id/auth');

  const { cookie } = await supergraph.session('ENGINEER');
  const headers = { cookie: `${cookie.name}=${cookie.value}`, 'x-forwarded-for': '203.0.113.9' };
  const post = (path: string, origin: string) => fetch(slate + path, { method: 'POST', headers: { ...headers, origin } });
  expect((await post('/auth/refresh', slate)).status).toBe(204);
  expect((await post('/auth/sign-out', 'https://evil.example')).status).toBe(400);
  expect(await (await post('/auth/sign-out', slate)).json()).toEqual({ redirect: '/signed-out' });
  expect((await post('/auth/refresh', slate)).status).toBe(401);
  for (const path of ['/internal/identities', '/id/token']) expect((await post(path, slate)).status).toBe(404);
});
