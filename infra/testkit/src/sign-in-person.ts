import { Secret, TOTP } from 'otpauth';
import { WebForms } from './web-forms.ts';

const PASSWORD = 'seven quiet lanterns drift';
const STEP_MS = 30_000;

/**
 * Follows an invitation to its end and signs in at the embedded identity provider, as its reader does: password, second factor, and again.
 * @param landingUrl the public origin of LANDING
 * @returns what the browser holds of the session then
 * @throws Error with the page that was in the way
 */
export async function signInPerson(landingUrl: string, invitation: string, email: string): Promise<{ name: string; value: string }> {
  const browser = new WebForms(landingUrl);
  const totpSecret = await enrol(browser, invitation, email);
  const page = await browser.follow(await browser.get('/auth/sign-in'));
  await browser.post(page.url, { step: 'password', email, password: PASSWORD });
  await browser.follow(await browser.post(page.url, { step: 'code', code: codeOf(totpSecret) }));
  const session = browser.cookie(/^(__Host-|__Secure-)?wissil$/);
  if (session === undefined) throw new Error(`${email} could not sign in at ${landingUrl}: the last page was ${page.url}`);
  return session;
}

/** Returns the secret of the authenticator. */
async function enrol(browser: WebForms, invitation: string, email: string): Promise<string> {
  const { pathname } = new URL(invitation);
  await browser.get(pathname);
  await browser.post(pathname, { name: '', email, password: PASSWORD });
  const { body } = await browser.get(`${pathname}/code`);
  const totpSecret = /data-totp-secret="([A-Z2-7]+)"/.exec(body)?.[1];
  if (totpSecret === undefined) throw new Error(`the invitation of ${email} shows no secret of an authenticator: ${body}`);
  // A code is good once, and that of the step before as well: the present one is left for the sign-in.
  await browser.post(`${pathname}/code`, { code: codeOf(totpSecret, -1) });
  return totpSecret;
}

function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP_MS });
}
