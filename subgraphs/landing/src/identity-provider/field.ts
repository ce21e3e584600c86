import { InvalidInputError, type WissilError } from '@wissil/platform/errors';
import { html, type Markup } from './markup.ts';

export interface Field {
  name: string;
  label: string;
  type?: 'email' | 'password' | 'text';
  autocomplete: 'username' | 'current-password' | 'new-password' | 'one-time-code' | 'name' | 'off';
  hint?: string;
  value?: string | undefined;
  /** What is wrong with it; stands in the place of the hint, so that nothing moves. */
  problem?: string | undefined;
  kind?: 'digits' | 'recovery';
  autofocus?: boolean;
}

export function field({ name, label, type = 'text', autocomplete, hint, value, problem, kind, autofocus }: Field): Markup {
  const note = problem ?? hint;
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      required
      ${KINDS[kind ?? 'plain']}
      ${value !== undefined && html`value="${value}"`}
      ${note !== undefined && html`aria-describedby="${name}-note"`}
      ${problem !== undefined && html`aria-invalid="true"`}
      ${autofocus === true && html`autofocus`}
    />
    ${note !== undefined && html`<p class="${problem === undefined ? 'hint' : 'fault'}" id="${name}-note">${note}</p>`}
  </div>`;
}

const KINDS = {
  plain: html`maxlength="254"`,
  digits: html`class="digits" inputmode="numeric" pattern="[0-9 ]{6,7}" maxlength="7" title="Six digits"`,
  recovery: html`class="recovery" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="20"`,
} as const;

/** What a refusal says that no field says. @param atField what a field says of a proof that is not right */
export function problemNote(error: WissilError | undefined, atField?: string): Markup {
  if (error === undefined || error instanceof InvalidInputError || error.message === atField) return html``;
  return html`<p class="problem" role="alert">${error.message}</p>`;
}

/** What is said at the field of a password or a code that is not right. */
export function wrongProof(error: WissilError | undefined): string | undefined {
  return error?.code === 'UNAUTHENTICATED' ? error.message : undefined;
}

/** What is wrong with each field. */
export function problemsOf(error: WissilError | undefined): ReadonlyMap<string, string> {
  return new Map(error instanceof InvalidInputError ? error.fields.map(({ path, message }) => [path, message]) : []);
}
