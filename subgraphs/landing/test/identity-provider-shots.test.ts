import { startBrowser } from '@wissil/testkit';
import { it } from 'vitest';
import { openProviderScene } from './identity-provider-scene.ts';

const out = '/tmp/w/shots-id';
it('shots', { timeout: 180_000 }, async () => {
  await using scene = await openProviderScene();
  await using browser = await startBrowser();
  const variants = [
    { tag: 'light', width: 1280, colorScheme: 'light' as const },
    { tag: 'dark', width: 1280, colorScheme: 'dark' as const },
    { tag: 'light360', width: 360, colorScheme: 'light' as const },
    { tag: 'dark360', width: 360, colorScheme: 'dark' as const },
  ];
  const link = (await scene.provider.accounts.firstAdministratorLink())!.url;
  for (const v of variants) {
    const t = await browser.newPage(v);
    const p = t.page;
    const shot = async (name: string) => {
      await p.waitForLoadState('networkidle');
      const faults = await t.accessibilityFaults();
      const wide = await p.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (faults.length || wide) console.log(v.tag, name, wide ? 'SCROLLS' : '', faults.join('\n'));
      const errors = t.takeConsoleErrors();
      if (errors.length) console.log(v.tag, name, errors.join('\n'));
      await p.screenshot({ path: `${out}/${name}-${v.tag}.png`, fullPage: v.width === 360 });
    };
    const submit = () => p.locator('main form button').click();
    // codes are good once; move on
    scene.clock.now += 120_000;
    await p.goto(link);
    if (v.tag === 'light') {
      await shot('01-first');
      await p.fill('#name', 'Ada Lovelace'); await p.fill('#email', 'Ada@example.org'); await p.fill('#password', 'password1234');
      await submit(); await shot('02-first-problem');
      await p.fill('#name', 'Ada Lovelace'); await p.fill('#password', 'seven quiet lanterns drift'); await submit();
    } else {
      const inv = await scene.provider.accounts.invite({ email: `grace.${v.tag}@example.org`, name: 'Grace Hopper' });
      await p.goto(inv.url);
      await shot('01-invited');
      await p.fill('#password', 'short'); await submit(); await shot('02-invited-problem');
      await p.fill('#password', 'seven quiet lanterns drift'); await submit();
    }
    await p.waitForSelector('.qr');
    await shot('03-authenticator');
    const secret = (await p.locator('[data-totp-secret]').getAttribute('data-totp-secret'))!;
    await p.fill('#code', '000000'); await submit(); await shot('04-authenticator-problem');
    await p.fill('#code', scene.codeOf(secret, -1)); await submit();
    await shot('05-codes');
    const rec = await p.locator('[data-recovery-code]').allTextContents();
    await p.check('#kept'); await submit();
    await shot('06-enrolled');
    await p.click('text=Go to WISSIL');
    await shot('07-sign-in');
    const email = v.tag === 'light' ? 'ada@example.org' : `grace.${v.tag}@example.org`;
    await p.fill('#email', email); await p.fill('#password', 'wrong'); await submit(); await shot('08-sign-in-problem');
    await p.fill('#password', 'seven quiet lanterns drift'); await submit();
    await p.waitForSelector('#code');
    await shot('09-code');
    await p.click('text=Use a recovery code'); await shot('10-recovery');
    await p.fill('#code', rec[0]!); await submit();
    await p.waitForURL('**/auth/callback**');
    console.log(p.url().slice(0, 80));
    await p.goto(`${scene.url}/id/account/password`); await shot('11-password');
    await p.goto(`${scene.url}/id/account/recovery-codes`); await shot('12-renew');
    await p.goto(`${scene.url}/id/enrol/gone`); await shot('13-expired');
    await p.goto(`${scene.url}/id/sign-in/gone`); await shot('14-interaction-gone');
    await p.goto(`${scene.url}/id/auth?client_id=x`); await shot('15-oidc-error');
    t.takeConsoleErrors();
    await t[Symbol.asyncDispose]();
  }
  const fs = await import('node:fs');
  const t = await browser.newPage({ width: 1900 });
  for (const v of variants) {
    const files = fs.readdirSync(out).filter((f) => f.endsWith(`-${v.tag}.png`) && !f.startsWith('g')).sort();
    const narrow = v.width === 360;
    await t.page.setContent(`<body style="margin:0;display:flex;flex-wrap:wrap;gap:6px;align-items:flex-start;background:#888">${files.map((f) => `<div style="overflow:hidden;width:${narrow ? 230 : 370}px"><img style="width:${narrow ? 230 : 720}px" src="data:image/png;base64,${fs.readFileSync(`${out}/${f}`).toString('base64')}"></div>`).join('')}`);
    await t.page.waitForTimeout(300);
    await t.page.screenshot({ path: `${out}/g-${v.tag}.png`, fullPage: true });
  }
});
