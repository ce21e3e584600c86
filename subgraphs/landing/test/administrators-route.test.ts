import { installationSecret, serviceFetch } from '@wissil/platform/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LandingWithPeople, startLandingWithPeople } from './people.ts';

/** As startSubgraph signs (testkit). */
const SECRET = installationSecret('the secret of an installation that is only there for a test');

let scene: LandingWithPeople;
beforeAll(async () => {
  scene = await startLandingWithPeople();
});
afterAll(() => scene[Symbol.asyncDispose]());

describe('who administers', () => {
  it('[WAY-1] is told to services of the installation: those who are active and can sign in', async () => {
    const ada = await scene.person('ADMIN');
    await Promise.all([
      scene.person('ADMIN', { status: 'INVITED' }),
      scene.person('ADMIN', { status: 'DISABLED' }),
      scene.person('ADMIN', { local: true }),
      scene.person('ENGINEER'),
    ]);
    const response = await serviceFetch(SECRET, 'waypoint')(`${scene.landing.url}/internal/administrators`);
    expect([response.status, await response.json()]).toEqual([200, { administrators: [{ id: ada.id, name: ada.name }] }]);
  });

  it('[AUTH-2] is told to nobody else, and that they asked is on the audit record', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${scene.landing.url}/internal/administrators`, { headers });
    const admin = await scene.person('ADMIN');
    expect((await ask({})).status).toBe(401);
    expect((await ask(await scene.landing.signed(admin.caller))).status).toBe(403);
    const { rows } = await scene.sql.query(`SELECT payload::json->>'outcome' AS outcome FROM outbox WHERE payload LIKE $1`, [
      '%question who administers%',
    ]);
    expect(rows).toEqual([{ outcome: 'DENIED' }, { outcome: 'DENIED' }]);
  });
});
