import { Secret, TOTP } from 'otpauth';
import type { Visit, WebVisitor } from './web-visitor.ts';

export interface Enrolled {
  email: string;
  password: string;
  totpSecret: string;
  recoveryCodes: string[];
}

export const PASSWORD = 'seven quiet lanterns drift';

/** The code of an authenticator, some 30-second steps from now. */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Follows an enrolment link to its end. Its code is that of the step before, so that the present one is still unused. */
export async function enrol(
  visitor: WebVisitor,
  link: string,
  person: { email: string; name?: string; password?: string },
): Promise<Enrolled> {
  const password = person.password ?? PASSWORD;
  const path = new URL(link).pathname;
  await visitor.visit(path);
  const first = await visitor.visit(path, { form: { name: person.name ?? '', email: person.email, password } });
  if (first.status !== 303) throw new Error(`enrolment answered ${first.status}: ${first.body}`);
  const second = await visitor.visit(`${path}/code`);
  const totpSecret = /data-totp-secret="([A-Z2-7]+)"/.exec(second.body)?.[1] ?? '';
  const done = await visitor.visit(`${path}/code`, { form: { code: codeOf(totpSecret, -1) } });
  const recoveryCodes = [...done.body.matchAll(/data-recovery-code="([a-z0-9-]+)"/g)].map(([, code]) => code as string);
  if (recoveryCodes.length === 0) throw new Error(`enrolment ended with ${done.status}: ${done.body}`);
  return { email: person.email, password, totpSecret, recoveryCodes };
}

/** Up to the page of nocturnaID that asks for the password. */
export async function beginSignIn(visitor: WebVisitor, query = ''): Promise<Visit> {
  return visitor.follow(await visitor.visit(`/auth/sign-in${query}`));
}

/** The whole way; returns the last answer: a redirect to where the person wanted to go, when it worked. */
export async function signIn(visitor: WebVisitor, person: Enrolled, { query = '', code = codeOf(person.totpSecret) } = {}): Promise<Visit> {
  const page = await beginSignIn(visitor, query);
  const asked = await visitor.visit(page.url, { form: { step: 'password', email: person.email, password: person.password } });
  if (asked.status !== 303) return asked;
  const signedIn = await visitor.visit(page.url, { form: { step: 'code', code } });
  let last = signedIn;
  for (let hops = 0; last.location !== undefined && hops < 10; hops++) {
    const next = new URL(last.location, last.url);
    if (!next.pathname.startsWith('/id/') && !next.pathname.startsWith('/auth/')) return last;
    last = await visitor.visit(next.href);
  }
  return last;
}
