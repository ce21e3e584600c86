import { TOKEN_SCOPES } from '@wissil/platform/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LandingWithPeople, type Person, startLandingWithPeople, tokenCaller } from './people.ts';

let people: LandingWithPeople;
let admin: Person;
let engineer: Person;
beforeAll(async () => {
  people = await startLandingWithPeople();
  [admin, engineer] = [await people.person('ADMIN'), await people.person('ENGINEER')];
});
afterAll(() => people[Symbol.asyncDispose]());

/** A browser that was used so many minutes ago. */
async function browser(id: string, { id: userId }: Person, minutes: number): Promise<string> {
  await people.sql.query(
    `INSERT INTO session (id, user_id, secret_hash, last_seen_at, expires_at, address, user_agent)
     VALUES ($1, $2, gen_random_uuid(), now() - make_interval(mins => $3), now() + interval '1 day', '192.0.2.7', 'a browser')`,
    [id, userId, minutes],
  );
  return id;
}

const SESSIONS = 'sessions { totalCount edges { node { id current address } } }';
interface Sessions {
  totalCount: number;
  edges: { node: { id: string; current: boolean; address: string } }[];
}

describe('the sessions of a person', () => {
  it('[AUTH-1] the viewer sees the one that asks and their other open ones, the one used last first', async () => {
    const somebody = await people.person('DESIGNER');
    const current = await browser(somebody.caller.credential, somebody, 5);
    const other = await browser('ses_other', somebody, 1);
    const ended = await browser('ses_ended', somebody, 2);
    await people.sql.query('UPDATE session SET ended_at = now() WHERE id = $1', [ended]);
    await browser('ses_of_an_engineer', engineer, 0);
    const { data, errors } = await people.landing.query<{ viewer: { session: { id: string }; sessions: Sessions } }>(
      `{ viewer { session { id } ${SESSIONS} } }`,
      {},
      somebody.caller,
    );
    expect(errors).toBeUndefined();
    expect(data.viewer.session).toEqual({ id: current });
    expect(data.viewer.sessions).toEqual({
      totalCount: 2,
      edges: [
        { node: { id: other, current: false, address: '192.0.2.7' } },
        { node: { id: current, current: true, address: '192.0.2.7' } },
      ],
    });
  });

  it('[AUTH-4] an administrator sees those of everybody, and the designers and engineers only their own', async () => {
    const somebody = await people.person('DESIGNER');
    const open = await browser('ses_seen', somebody, 1);
    const see = (caller: Person['caller']) =>
      people.landing.query<{ user: { sessions: Sessions } | null }>(`{ user(id: "${somebody.id}") { ${SESSIONS} } }`, {}, caller);
    expect((await see(admin.caller)).data.user?.sessions.edges.map(({ node }) => node.id)).toEqual([open]);
    for (const caller of [engineer.caller, somebody.caller]) expect((await see(caller)).data).toEqual({ user: null });
  });

  it('[AUTH-3] tools and agents neither see nor end them, whatever their scopes', async () => {
    const open = await browser('ses_of_an_admin', admin, 1);
    const all = ['account.read', 'account.manage', ...TOKEN_SCOPES] as const;
    const tool = tokenCaller(admin, 'tool', 'ADMIN', ['account.read', ...TOKEN_SCOPES]);
    for (const caller of [tool, tokenCaller(admin, 'agent', 'AGENT', all)]) {
      const { data, errors } = await people.landing.query(`{ viewer { id session { id } ${SESSIONS} } }`, {}, caller);
      expect(data).toEqual({ viewer: { id: admin.id, session: null, sessions: null } });
      for (const error of errors ?? []) expect(error).toMatchObject({ extensions: { code: 'FORBIDDEN', permission: 'account.manage' } });
      for (const [field, input] of [['endSession', { id: open }] as const, ['endOtherSessions', { includeCurrent: true }] as const]) {
        expect(await people.mutate(field, input, caller)).toMatchObject({ __typename: 'ForbiddenError', permission: 'account.manage' });
      }
    }
    const seen = await people.landing.query(`{ user(id: "${admin.id}") { id ${SESSIONS} } }`, {}, tool);
    expect(seen.data).toEqual({ user: { id: admin.id, sessions: null } });
    const { rows } = await people.sql.query('SELECT ended_at FROM session WHERE id = $1', [open]);
    expect(rows).toEqual([{ ended_at: null }]);
  });
});
