import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { transform } from 'lightningcss';
import { PurgeCSS } from 'purgecss';

export interface CssReport {
  path: string;
  beforeBytes: number;
  afterBytes: number;
  /** Of rules that nothing in the output uses and that are still there. */
  unusedBytes: number;
}

/** What may use a class: pages, scripts and the data that they load. */
const USERS = new Set(['.html', '.js', '.mjs', '.cjs', '.json', '.svg']);
const MOST_USER_BYTES = 64 * 1024 * 1024;

/**
 * Writes stylesheets shorter, in place, and leaves out the rules that nothing in the output uses. The latter only where pages alone
 * name the stylesheet: it gets a new name then, because browsers keep what they know by the old one.
 */
export async function optimiseCss(files: readonly string[]): Promise<CssReport[]> {
  const sheets = files.filter((path) => extname(path) === '.css');
  if (sheets.length === 0) return [];
  const users = await readUsers(files);
  const content = users.map(({ text, path }) => ({ raw: text, extension: extname(path).slice(1) }));
  const safelist = { standard: composedPrefixes(users.map(({ text }) => text)) };
  const reports: CssReport[] = [];
  for (const path of sheets) {
    const source = await readFile(path, 'utf8');
    const shorter = minify(path, source);
    const [purged] = await new PurgeCSS().purge({
      content,
      css: [{ raw: shorter }],
      safelist,
      defaultExtractor: wordsOf,
    });
    const used = minify(path, purged?.css ?? shorter);
    const beforeBytes = Buffer.byteLength(source);
    if (Buffer.byteLength(used) < Buffer.byteLength(shorter) && (await replaceSheet({ path, used, users }))) {
      reports.push({ path, beforeBytes, afterBytes: Buffer.byteLength(used), unusedBytes: 0 });
      continue;
    }
    const afterBytes = Math.min(beforeBytes, Buffer.byteLength(shorter));
    if (afterBytes < beforeBytes) await writeFile(path, shorter);
    reports.push({ path, beforeBytes, afterBytes, unusedBytes: Math.max(0, Buffer.byteLength(shorter) - Buffer.byteLength(used)) });
  }
  return reports;
}

interface User {
  path: string;
  text: string;
}

async function readUsers(files: readonly string[]): Promise<User[]> {
  const users: User[] = [];
  let bytes = 0;
  for (const path of files) {
    if (!USERS.has(extname(path))) continue;
    const text = await readFile(path, 'utf8');
    bytes += text.length;
    if (bytes > MOST_USER_BYTES) break;
    users.push({ path, text });
  }
  return users;
}

/** CSS that does not parse stays as it is. */
function minify(path: string, css: string): string {
  try {
    return transform({ filename: path, code: Buffer.from(css), minify: true, errorRecovery: true }).code.toString();
  } catch {
    return css;
  }
}

function wordsOf(text: string): string[] {
  return [...(text.match(/[A-Za-z0-9_-]+/g) ?? []), ...(text.match(/[^<>"'`\s{}()=;,]*[^<>"'`\s{}()=;,.:]/g) ?? [])];
}

/** `btn-${size}` and `'btn-' + size` may be any class that begins so. */
function composedPrefixes(texts: readonly string[]): RegExp[] {
  const prefixes = new Set<string>();
  for (const text of texts) {
    // Each run of letters is looked at once: there may be one of megabytes, such as data in hexadecimal.
    for (const [run] of text.matchAll(/(?<![\w-])[\w-]+(?<=[-_])(?=["'`]|\$\{)/g)) {
      const prefix = run.replace(/^[^A-Za-z]+/, '');
      if (prefix !== '') prefixes.add(prefix);
    }
  }
  return [...prefixes].map((prefix) => new RegExp(`^${prefix}`));
}

/** False where something else than a page names the stylesheet, or holds its hash. */
async function replaceSheet({ path, used, users }: { path: string; used: string; users: User[] }): Promise<boolean> {
  const name = basename(path);
  const naming = users.filter(({ text }) => text.includes(name));
  if (naming.length === 0 || naming.some((user) => extname(user.path) !== '.html' || /\bintegrity=/.test(user.text))) return false;
  const digest = createHash('sha256').update(used).digest('hex').slice(0, 8);
  const renamed = `${basename(name, '.css').replace(/[-.][\w-]{8}$/, '')}-${digest}.css`;
  await writeFile(path, used);
  await rename(path, join(dirname(path), renamed));
  for (const user of naming) {
    user.text = user.text.replaceAll(name, renamed);
    await writeFile(user.path, user.text);
  }
  return true;
}
