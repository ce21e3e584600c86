import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { AUDIT_NOTED } from '@wissil/platform/audit';
import { installationSecret } from '@wissil/platform/auth';
import { createPool } from '@wissil/platform/database';
import { type RunningSubgraph, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditChain } from '../src/audit/audit-chain.ts';
import { verifyExport } from '../src/audit/verify-export.ts';
import { eventOf, noted, SECRET } from './audit-scene.ts';
import { type Installation, startInstallation, startLanding } from './start-landing.ts';

const ENTRIES = 1_200;
const chain = new AuditChain(installationSecret(SECRET));

let installation: Installation;
let landing: RunningSubgraph;
let sql: ReturnType<typeof createPool>;
beforeAll(async () => {
  installation = await startInstallation();
  landing = await startLanding(installation);
  sql = createPool(installation.databaseUrl, 'landing');
  const odd = noted('=HYPERLINK("https://example.org","x")', {
    target: 'two\r\nlines, "quoted"',
    detail: { '+': '@SUM(1)', plain: 'ö' },
    system: 'spark',
  });
  const rest = Array.from({ length: ENTRIES - 1 }, (_, index) =>
    eventOf(AUDIT_NOTED, noted(`operation-${index}`, { detail: { text: 'x'.repeat(10_000) } })),
  );
  await landing.bus.publish([eventOf(AUDIT_NOTED, odd), ...rest]);
  await waitFor(async () => (await sql.query(`SELECT 1 FROM audit_head WHERE sequence >= ${ENTRIES}`)).rowCount === 1, { timeout: 50_000 });
});
afterAll(async () => {
  await sql.end();
  await landing[Symbol.asyncDispose]();
  await installation[Symbol.asyncDispose]();
});

const ask = (query: string, role: 'ADMIN' | 'ENGINEER' = 'ADMIN', method = 'GET') =>
  fetch(`${landing.url}/api/audit/export${query}`, { method, headers: landing.bearer(role) });
const linesOf = async (query = '') => (await (await ask(query)).text()).trimEnd().split('\n');
const verify = (lines: readonly string[]) => verifyExport(Readable.from(lines), chain);
const exported = async (outcome: string) =>
  (
    await sql.query<{ detail: unknown; code: string | null }>(
      `SELECT detail, code FROM audit_entry WHERE operation = 'exportAuditLog' AND outcome = '${outcome}' ORDER BY sequence DESC`,
    )
  ).rows[0];

describe('the export as JSON lines', () => {
  it('[AUTH-4] has every entry with its hashes, and shows by itself that it is whole', async () => {
    const response = await ask('');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="wissil-audit-\d{4}-\d\d-\d\d\.jsonl"$/);
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(ENTRIES);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      sequence: '1',
      detail: { '+': '@SUM(1)' },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(await verify(lines)).toMatchObject({ entries: lines.length - 1, broken: undefined, description: { filter: {} } });
  });

  it('[AUTH-4] holds what was asked for, and says what that was', async () => {
    const lines = await linesOf('?system=spark&kind=HUMAN&outcomes=SUCCEEDED,DENIED&search=hyperlink&since=2026-01-01T00:00:00Z');
    expect(lines).toHaveLength(2);
    expect(await verify(lines)).toMatchObject({
      entries: 1,
      broken: undefined,
      description: {
        filter: {
          system: 'spark',
          kind: 'human',
          outcomes: ['SUCCEEDED', 'DENIED'],
          search: 'hyperlink',
          since: '2026-01-01T00:00:00.000Z',
        },
      },
    });
    expect(await verify(await linesOf('?operation=none'))).toMatchObject({ entries: 0, broken: undefined });
  });

  it('[AUTH-6] shows what was done to the file', async () => {
    const lines = (await linesOf('?until=2100-01-01T00:00:00Z')).filter((_line, index, all) => index < 20 || index === all.length - 1);
    const whole = await linesOf('?search=operation-1');
    expect((await verify(whole)).broken).toBeUndefined();
    const broken = async (change: (lines: string[]) => unknown) => {
      const changed = [...whole];
      change(changed);
      return (await verify(changed)).broken;
    };
    const incomplete = 'lines are missing, or its last line is that of another export';
    expect((await verify(lines)).broken).toBe(incomplete);
    expect(await broken((all) => all.splice(3, 1))).toBe(incomplete);
    expect(await broken((all) => all.splice(-2, 1))).toBe(incomplete);
    expect(await broken((all) => all.splice(-1, 1, lines.at(-1) as string))).toBe(incomplete);
    expect(await broken((all) => all.pop())).toMatch(/it is not complete$/);
    expect(await broken((all) => all.splice(3, 1, (all[3] as string).replace('Ada', 'Eve')))).toMatch(
      /^line 4: entry \d+ is not as WISSIL recorded it$/,
    );
    expect(await broken((all) => all.splice(3, 1, all[2] as string))).toMatch(/^line 4: entry \d+ is not in its place$/);
    expect(await broken((all) => all.push(all[0] as string))).toMatch(/comes after the last line/);
    expect(await broken((all) => all.splice(3, 0, '{"sequence":'))).toBe('line 4 is no line of an export in JSON lines');
    const other = new AuditChain(installationSecret('the secret of another installation, which is another'));
    expect((await verifyExport(Readable.from(whole), other)).broken).toMatch(/^line 1: entry \d+ is not as WISSIL recorded it$/);
  });
});

describe('the export as CSV', () => {
  it('[AUTH-4] is what RFC 4180 says, and no formula for a spreadsheet', async () => {
    const response = await ask('?format=csv&system=spark');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const text = await response.text();
    const [header, ...rest] = text.split('\r\n');
    expect(header).toMatch(/^sequence,at,actorKind,/);
    const row = rest.join('\r\n');
    expect(row).toContain(`,"'=HYPERLINK(""https://example.org"",""x"")",`);
    expect(row).toContain(`,"two\r\nlines, ""quoted""",`);
    expect(row).toContain(`,"{""+"":""@SUM(1)"",""plain"":""ö""}",`);
    expect(text.endsWith('\r\n')).toBe(true);
  });

  it.each(['=1', '+1', '-1', '@x', '\t=1', ' =1', '\r1', '＝1', '|x', '%x'])('[AUTH-4] %j is text', async (target) => {
    const { csv } = await import('../src/audit/audit-export.ts');
    const lines: string[] = [];
    async function* batches() {
      yield [{ ...JSON.parse((await linesOf('?system=spark'))[0] as string), at: new Date(), target }] as never;
    }
    for await (const line of csv(batches())) lines.push(line);
    expect(lines.join('')).toMatch(new RegExp(`,"?'${target.replace(/[|+]/g, '\\$&')}"?,`));
  });
});

describe('who exports', () => {
  it('[AUTH-6] stands in the log with what they took', async () => {
    await linesOf('?system=slate&format=csv');
    await waitFor(
      async () =>
        JSON.stringify((await exported('SUCCEEDED'))?.detail) ===
        '{"format": "csv", "system": "slate"}'.replaceAll(': ', ':').replaceAll(', ', ','),
    );
  });

  it('[AUTH-4] must be an administrator', async () => {
    expect((await ask('', 'ENGINEER')).status).toBe(403);
    await waitFor(async () => (await exported('DENIED'))?.code === 'FORBIDDEN');
    expect((await fetch(`${landing.url}/api/audit/export`)).status).toBe(401);
  });

  it.each([
    '?format=xml',
    '?since=yesterday',
    '?until=2026-13-01T00:00:00Z',
    '?outcomes=PERHAPS',
    '?kind=robot',
    '?secret=x',
    '?search=a%00b',
  ])('[AUTH-4] is told what is wrong with %s', async (query) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'INVALID_INPUT' } }] });
  });

  it('[AUTH-4] reads as slowly as they like: what they have not read is not kept for them', { timeout: 30_000 }, async () => {
    const { hostname, port } = new URL(landing.url);
    const asking = request({ hostname, port, path: '/api/audit/export', headers: landing.bearer('ADMIN') }).end();
    const [response] = (await once(asking, 'response')) as [Readable];
    const reader = createInterface({ input: response });
    const [first] = (await once(reader, 'line')) as [string];
    expect(JSON.parse(first)).toMatchObject({ sequence: '1' });
    reader.close();
    response.destroy();
    await waitFor(async () => (await exported('REFUSED'))?.code === 'BAD_REQUEST');
  });

  it('[AUTH-4] asks by HEAD what it would be', async () => {
    const response = await ask('?format=csv', 'ADMIN', 'HEAD');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});
