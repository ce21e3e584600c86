import type { ServerResponse } from 'node:http';

export interface CookieOptions {
  /** Whether people open LANDING by HTTPS. */
  secure: boolean;
  /** The domain whose names share the session; LANDING's name alone where it is not given. */
  domain: string | undefined;
}

const SIGN_IN_COOKIE = 'wissil-sign-in';
/** How long signing in may take. */
export const SIGN_IN_SECONDS = 600;

/** The cookies of LANDING. None can be read by scripts, none travels with what other sites' pages send. */
export class SessionCookie {
  readonly #options: CookieOptions;

  constructor(options: CookieOptions) {
    this.#options = options;
  }

  /** The name by which browsers and `credentialOf` know it. */
  get name(): string {
    const { secure, domain } = this.#options;
    if (!secure) return 'wissil';
    return domain === undefined ? '__Host-wissil' : '__Secure-wissil';
  }

  get signInName(): string {
    return this.#options.secure ? `__Host-${SIGN_IN_COOKIE}` : SIGN_IN_COOKIE;
  }

  set(response: ServerResponse, secret: string, expiresAt: Date): void {
    this.#add(response, `${this.name}=${secret}; Expires=${expiresAt.toUTCString()}${this.#domain()}`);
  }

  clear(response: ServerResponse): void {
    this.#add(response, `${this.name}=; Max-Age=0${this.#domain()}`);
  }

  setSignIn(response: ServerResponse, secret: string): void {
    this.#add(response, `${this.signInName}=${secret}; Max-Age=${SIGN_IN_SECONDS}`);
  }

  clearSignIn(response: ServerResponse): void {
    this.#add(response, `${this.signInName}=; Max-Age=0`);
  }

  #domain(): string {
    return this.#options.domain === undefined ? '' : `; Domain=${this.#options.domain}`;
  }

  #add(response: ServerResponse, cookie: string): void {
    response.appendHeader('set-cookie', `${cookie}; Path=/; HttpOnly; SameSite=Lax${this.#options.secure ? '; Secure' : ''}`);
  }
}
