import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InstallationSecret } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import { html, type Markup } from './markup.ts';

const FIELD = 'csrf';

/** Tokens in forms: what another page has a browser send cannot hold the one that belongs to the sign-in, link or cookie. */
export class FormTokens {
  readonly #key: Buffer;

  constructor(secret: InstallationSecret) {
    this.#key = secret.derive('form tokens of the identity provider');
  }

  /** @param subject what the form belongs to, and only its browser knows */
  input(subject: string): Markup {
    return html`<input type="hidden" name="${FIELD}" value="${this.#tokenOf(subject)}" />`;
  }

  /** @throws WissilError CSRF_PREVENTED */
  assert(subject: string, form: (name: string) => string): void {
    const [given, expected] = [Buffer.from(form(FIELD)), Buffer.from(this.#tokenOf(subject))];
    if (given.length === expected.length && timingSafeEqual(given, expected)) return;
    throw new WissilError('CSRF_PREVENTED', 'This form was not sent from the page that it belongs to. Open the page again.');
  }

  #tokenOf(subject: string): string {
    return createHmac('sha256', this.#key).update(subject).digest('base64url');
  }
}
