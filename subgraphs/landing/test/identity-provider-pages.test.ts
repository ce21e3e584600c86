import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Enrolled, PASSWORD } from './enrolled-person.ts';
import { openProviderScene, type ProviderScene } from './identity-provider-scene.ts';

const MINUTES_MS = 150_000;
const DAYS_MS = 24 * 3_600_000;

let scene: ProviderScene;
let ada: Enrolled;
let cacheAway = false;
beforeAll(async () => {
  scene = await openProviderScene({
    cache: (cache) => ({
      ...cache,
      increment: (key, expiry) => (cacheAway ? Promise.reject(new Error('the cache is away')) : cache.increment(key, expiry)),
    }),
  });
  const link = await scene.provider.accounts.firstAdministratorLink();
  ada = await scene.visitor().enrol(scene, link?.url ?? '', { name: 'Ada Lovelace', email: 'Ada@Example.org' });
  ada.email = 'ada@example.org';
});
afterAll(() => scene[Symbol.asyncDispose]());

const later = (): void => void (scene.clock.now += MINUTES_MS);
const pathOf = (link: { url: string } | undefined): string => new URL(link?.url ?? '').pathname;
const noAdministrator = () => scene.db.user.deleteMany();

describe('enrolment', () => {
  it('[AUTH-1] makes the first administrator together with the account, once', async () => {
    expect(await scene.db.user.findMany()).toMatchObject([{ email: 'ada@example.org', role: 'ADMIN', status: 'INVITED' }]);
    expect(await scene.provider.accounts.firstAdministratorLink()).toBeUndefined();
    await noAdministrator();
    const links = [await scene.provider.accounts.firstAdministratorLink(), await scene.provider.accounts.firstAdministratorLink()];
    expect((await scene.visitor().visit(pathOf(links[0]))).status).toBe(404);
    const path = pathOf(links[1]);
    expect((await scene.visitor().visit(path)).status).toBe(200);
    // Somebody else has become it meanwhile.
    await scene.db.user.create({ data: { id: 'usr_grace', email: 'grace@example.org', name: 'Grace', role: 'ADMIN' } });
    expect((await scene.visitor().visit(path)).status).toBe(404);
  });

  it('[AUTH-1] a link is good once, for three days, and until there is a newer one', async () => {
    const invite = () => scene.provider.accounts.invite({ email: 'New@Example.org', name: 'New' });
    const [first, second] = [await invite(), await invite()];
    expect(second.expiresAt?.getTime()).toBe(scene.clock.now + 3 * DAYS_MS);
    const browser = scene.visitor();
    expect((await browser.visit(pathOf(first))).status).toBe(404);
    const person = await browser.enrol(scene, second.url);
    expect((await browser.visit(pathOf(second))).status).toBe(404);
    expect((await browser.visit(`${pathOf(second)}/code`, { form: { code: scene.codeOf(person.totpSecret) } })).status).toBe(404);
    const third = await invite();
    scene.clock.now += 3 * DAYS_MS;
    expect((await browser.visit(pathOf(third))).status).toBe(404);
    for (const secret of ['x', '%27%22%3Cscript%3E', 'a'.repeat(5_000), '%00']) {
      expect((await browser.visit(`/id/enrol/${secret}`)).status).toBe(404);
    }
    const { rows } = await scene.sql.query('SELECT * FROM enrolment');
    expect(JSON.stringify(rows)).not.toContain(pathOf(third).split('/').at(-1));
  });

  it('[AUTH-1] of two who end it at once, one does; nothing is granted before the code', async () => {
    const link = await scene.provider.accounts.invite({ email: 'twice@example.org', name: 'Twice' });
    const [browser, path] = [scene.visitor(), pathOf(link)];
    await browser.visit(path);
    await browser.visit(path, { form: { password: PASSWORD } });
    const secret = /data-totp-secret="(\w+)"/.exec((await browser.visit(`${path}/code`)).body)?.[1] ?? '';
    const wrong = await browser.visit(`${path}/code`, { form: { code: '000000' } });
    expect(wrong.status).toBe(401);
    expect((await scene.db.account.findUniqueOrThrow({ where: { email: 'twice@example.org' } })).passwordHash).toBeNull();
    const form = { code: scene.codeOf(secret) };
    const both = await Promise.all([1, 2].map(() => browser.visit(`${path}/code`, { form })));
    expect(both.filter(({ body }) => body.includes('data-recovery-code'))).toHaveLength(1);
  });

  it.each([
    ['short', 'at least 12'],
    ['password1234', 'first that attackers try'],
    ['qwertyuiopasdf', 'first that attackers try'],
    ['aaaaaaaaaaaaaaaaaaaa', 'first that attackers try'],
    ['lanterns picky@example.org', 'name and e-mail'],
    ['Hopper quiet lanterns', 'name and e-mail'],
    ['ab '.repeat(50), 'at most 128'],
  ])('[AUTH-1] the password %j is refused, and said at its field', async (password, why) => {
    const link = await scene.provider.accounts.invite({ email: 'picky@example.org', name: 'Grace Hopper' });
    const browser = scene.visitor();
    await browser.visit(pathOf(link));
    const { status, body } = await browser.visit(pathOf(link), { form: { password } });
    expect([status, body]).toEqual([400, expect.stringContaining(why)]);
    expect(body).toMatch(/aria-describedby="password-note"\s+aria-invalid="true"/);
    expect(body).not.toContain(`value="${password}"`);
  });

  it('[AUTH-1] after a reset the old factor and codes are worth nothing, and the link alone neither', async () => {
    const person = await scene.visitor().enrol(scene, (await scene.provider.accounts.invite({ email: 're@example.org', name: 'Re' })).url);
    const link = await scene.provider.accounts.resetSecondFactor(person.email);
    later();
    for (const code of [scene.codeOf(person.totpSecret), person.recoveryCodes[0] ?? '']) {
      expect((await scene.visitor().signIn(person, code)).code).toBeUndefined();
    }
    const browser = scene.visitor('192.0.2.8');
    await browser.visit(pathOf(link));
    expect((await browser.visit(pathOf(link), { form: { password: 'another quiet lantern' } })).status).toBe(401);
    later();
    const renewed = await scene.visitor().enrol(scene, link.url);
    later();
    expect((await scene.visitor().signIn(person, scene.codeOf(renewed.totpSecret))).code).toBeDefined();
  });
});

describe('forms', () => {
  it('[AUTH-1] are refused without their token, with that of another, and from another origin', async () => {
    const link = pathOf(await scene.provider.accounts.invite({ email: 'form@example.org', name: 'Form' }));
    const browser = scene.visitor();
    const { page } = await browser.begin();
    const other = await browser.visit('/id/account/password');
    const foreign = /name="csrf" value="([^"]+)"/.exec(other.body)?.[1] ?? '';
    await browser.visit(link);
    for (const [path, form] of [
      [page, { step: 'password', email: ada.email, password: PASSWORD }],
      [link, { password: PASSWORD }],
      ['/id/account/password', { email: ada.email, password: PASSWORD, 'new-password': 'another quiet lantern', code: '1' }],
    ] as const) {
      expect((await browser.visit(path, { form: { ...form, csrf: '' } })).status).toBe(400);
      if (path !== '/id/account/password') expect((await browser.visit(path, { form: { ...form, csrf: foreign } })).status).toBe(400);
      for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
        expect((await browser.visit(path, { form, headers: { origin } })).status).toBe(400);
      }
      const headers = { origin: scene.url, 'content-type': 'application/x-www-form-urlencoded' };
      expect((await browser.visit(path, { method: 'POST', body: 'x'.repeat(9_000), headers })).status).toBe(413);
      expect(
        (await browser.visit(path, { method: 'POST', body: '{}', headers: { ...headers, 'content-type': 'text/plain' } })).status,
      ).toBe(415);
      expect((await browser.visit(path, { method: 'POST', body: '%%%&=&\0', headers })).status).toBe(400);
    }
    // A token that was taken from another browser's page.
    expect((await scene.visitor().visit('/id/account/password', { form: { csrf: foreign } })).status).toBe(400);
    expect((await browser.visit(page)).body).toContain('current-password');
  });

  it('[AUTH-1] pages run nothing, load nothing from elsewhere, and are neither framed nor kept', async () => {
    const { headers, body } = await scene.visitor().visit('/id/account/password');
    expect(headers['content-security-policy']).toContain("default-src 'none'; style-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff' });
    expect(body).not.toMatch(/<script|<style|style=|https?:/);
    const stylesheet = /href="(\/id\/assets\/[^"]+)"/.exec(body)?.[1] ?? '';
    expect((await scene.visitor().visit(stylesheet)).headers['cache-control']).toContain('immutable');
    expect((await scene.visitor().visit(stylesheet.replace('nocturna.css', 'inter.woff2'))).status).toBe(200);
  });

  it('[AUTH-1] of accounts ask for everything, then do what they say', async () => {
    later();
    const browser = scene.visitor();
    await browser.visit('/id/account/password');
    const form = { email: ada.email, password: PASSWORD, 'new-password': 'eleven paper boats adrift', code: '000000' };
    expect((await browser.visit('/id/account/password', { form })).status).toBe(401);
    later();
    const changed = await browser.visit('/id/account/password', { form: { ...form, code: scene.codeOf(ada.totpSecret) } });
    expect(changed.body).toContain('Your password is changed');
    later();
    expect((await scene.visitor().signIn(ada, scene.codeOf(ada.totpSecret))).last.status).toBe(401);
    ada.password = form['new-password'];
    later();
    await browser.visit('/id/account/recovery-codes');
    const renewed = await browser.visit('/id/account/recovery-codes', {
      form: { email: ada.email, password: ada.password, code: scene.codeOf(ada.totpSecret) },
    });
    const fresh = /data-recovery-code="([^"]+)"/.exec(renewed.body)?.[1] ?? '';
    later();
    expect((await scene.visitor().signIn(ada, ada.recoveryCodes[0] ?? '')).code).toBeUndefined();
    later();
    expect((await scene.visitor().signIn(ada, fresh)).code).toBeDefined();
    expect(scene.told.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['enrol', 'change-password', 'renew-recovery-codes']),
    );
    for (const secret of [PASSWORD, ada.password, ada.totpSecret, fresh]) expect(JSON.stringify(scene.told)).not.toContain(secret);
  });
});

describe('guesses', () => {
  const guess = async (address: string, password = 'not the password at all') => {
    const browser = scene.visitor(address);
    const { page } = await browser.begin();
    return browser.password(page, { email: ada.email, password });
  };

  it('[AUTH-1] five a minute from one address; the owner elsewhere still signs in, and the log is told once', async () => {
    later();
    const before = scene.told.filter(({ code }) => code === 'TOO_MANY_ATTEMPTS').length;
    const statuses: number[] = [];
    for (let count = 0; count < 8; count++) statuses.push((await guess('198.51.100.1')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const refused = await guess('198.51.100.1', ada.password);
    expect([refused.status, refused.body]).toEqual([429, expect.stringMatching(/Try again in \d+ seconds/)]);
    expect(scene.told.filter(({ code }) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(before + 1);
    expect((await scene.visitor('203.0.113.5').signIn(ada, scene.codeOf(ada.totpSecret))).code).toBeDefined();
    scene.clock.now += Number(refused.headers['retry-after']) * 1_000;
    expect((await guess('198.51.100.1', ada.password)).status).toBe(303);
  });

  it('[AUTH-1] ten a minute over all addresses, also across the turn of a minute and at once; a known browser has its own', async () => {
    later();
    const owner = scene.visitor('203.0.113.5');
    expect((await owner.signIn(ada, scene.codeOf(ada.totpSecret))).code).toBeDefined();
    later();
    scene.clock.now = Math.ceil(scene.clock.now / 60_000) * 60_000 + 55_000;
    const first = await Promise.all(Array.from({ length: 8 }, (_, index) => guess(`198.51.100.${index}`)));
    scene.clock.now += 10_000;
    const rest = await Promise.all(Array.from({ length: 8 }, (_, index) => guess(`198.51.100.${index + 20}`, ada.password)));
    const looked = [...first, ...rest].filter(({ status }) => status !== 429);
    expect(looked.length).toBeLessThanOrEqual(10);
    expect((await guess('198.51.100.99', ada.password)).status).toBe(429);
    // Garbage and somebody else's cookie are no known browser.
    const liar = scene.visitor('198.51.100.98');
    liar.cookies.set('nocturna-device', `x${owner.cookies.get('nocturna-device')}`);
    const { page } = await liar.begin();
    expect((await liar.password(page, ada)).status).toBe(429);
    expect((await owner.signIn(ada, scene.codeOf(ada.totpSecret))).code).toBeDefined();
  });

  it('[AUTH-1] codes count like passwords', async () => {
    later();
    const browser = scene.visitor('198.51.100.60');
    const { page } = await browser.begin();
    await browser.password(page, ada);
    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) statuses.push((await browser.code(page, '000000')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
    expect((await browser.code(page, scene.codeOf(ada.totpSecret))).status).toBe(429);
  });

  it('[AUTH-1] thirty a minute from one address, whatever the accounts; an IPv6 network is one', async () => {
    later();
    const statuses: number[] = [];
    for (let count = 0; count < 31; count++) {
      const browser = scene.visitor(`2001:db8:0:7::${count}`);
      const { page } = await browser.begin();
      statuses.push((await browser.password(page, { email: `nobody${count}@example.org`, password: 'x' })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect(statuses.at(-1)).toBe(429);
  });

  it('[AUTH-1] that cannot be counted are refused', async () => {
    later();
    cacheAway = true;
    const refused = await guess('198.51.100.70', ada.password);
    cacheAway = false;
    expect([refused.status, refused.location]).toEqual([503, undefined]);
    expect(refused.body).toContain('attempts cannot be counted');
  });
});
