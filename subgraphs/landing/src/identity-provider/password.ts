import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { WissilError } from '@wissil/platform/errors';

/** OWASP's recommendation for scrypt: 32 MiB and some 80 ms for a guess. */
const PARAMETERS = { N: 2 ** 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** Nobody's password is longer; what is, is not worked on. */
const LONGEST_UNITS = 512;

/** Guesses that are worked out at once, and that wait: time and memory for a flood of sign-ins are bounded. */
const AT_ONCE = 2;
const MOST_WAITING = 20;

/** `scrypt$N$r$p$salt$key`, with base64url. @throws WissilError TOO_MANY_ATTEMPTS while too many wait */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, PARAMETERS);
  return writeHash(salt, key);
}

/**
 * Takes as long for an account that there is not.
 * @throws WissilError TOO_MANY_ATTEMPTS while too many wait
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const { salt, key, ...parameters } = readHash(hash ?? NOBODYS);
  const given = await derive(password.slice(0, LONGEST_UNITS), salt, parameters);
  return timingSafeEqual(given, key) && hash !== null;
}

/** Whether it was made with other parameters than those of today. */
export function isOutdated(hash: string): boolean {
  const { N, r, p } = readHash(hash);
  return N !== PARAMETERS.N || r !== PARAMETERS.r || p !== PARAMETERS.p;
}

function writeHash(salt: Buffer, key: Buffer): string {
  const { N, r, p } = PARAMETERS;
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

function readHash(hash: string): { N: number; r: number; p: number; salt: Buffer; key: Buffer } {
  const [, N, r, p, salt = '', key = ''] = hash.split('$');
  return { N: Number(N), r: Number(r), p: Number(p), salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
}

const NOBODYS = writeHash(randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));

let working = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Buffer, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> {
  if (working < AT_ONCE) working += 1;
  else {
    if (waiting.length >= MOST_WAITING)
      throw new WissilError('TOO_MANY_ATTEMPTS', 'Too many people sign in at once. Try again in a moment.');
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else working -= 1;
  }
}
