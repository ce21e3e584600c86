import type { ServerResponse } from 'node:http';
import { html, type Markup } from './markup.ts';
import { respondPage } from './page.ts';

/** What follows when the codes are kept: the end of an enrolment, or that of renewing them. */
export type KeptFor = 'enrolled' | 'renewed';

export function isKeptFor(name: string): name is KeptFor {
  return Object.hasOwn(ENDS, name);
}

const ENDS = {
  enrolled: {
    title: 'You are set up',
    lead: 'Sign in with your password and the code that your authenticator shows. WISSIL asks for both every time.',
    next: html`<a class="button" href="/auth/sign-in">Go to WISSIL</a>`,
  },
  renewed: {
    title: 'Your new codes are in force',
    lead: 'The ones that you had before do not work any more: throw them away.',
    next: html`<a class="button" href="/">Go to WISSIL</a>`,
  },
} as const satisfies Record<KeptFor, { title: string; lead: string; next: Markup }>;

/** The codes, this one time. */
export function respondRecoveryCodes(
  response: ServerResponse,
  codes: readonly string[],
  { then, steps }: { then: KeptFor; steps?: Markup },
): void {
  respondPage(response, {
    title: 'Keep these recovery codes',
    body: html`${steps}
      <h1>Keep these recovery codes</h1>
      <p class="lead">
        Each signs you in once when your authenticator is lost. They are not shown again: print them, or put them in a password manager,
        apart from your phone.
      </p>
      <ol class="codes" aria-label="Recovery codes">
        ${codes.map((code) => html`<li data-recovery-code="${code}">${code}</li>`)}
      </ol>
      <form action="/id/${then}">
        <label class="check" for="kept"
          ><input id="kept" type="checkbox" name="kept" required />I have kept these codes in a safe place.</label
        >
        <button>Continue</button>
      </form>`,
  });
}

/** The page after the codes. */
export function respondKept(response: ServerResponse, then: KeptFor): void {
  const { title, lead, next } = ENDS[then];
  respondPage(response, {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${lead}</p>
      ${next}`,
  });
}
