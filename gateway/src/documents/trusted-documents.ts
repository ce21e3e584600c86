import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The documents that our own clients were generated with, by the sha256 of their text. */
export class TrustedDocuments {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #known: ReadonlySet<string>;

  /** Throws when a text does not have the hash it stands under. */
  constructor(texts: Readonly<Record<string, string>>) {
    for (const [hash, text] of Object.entries(texts)) {
      if (createHash('sha256').update(text).digest('hex') !== hash) {
        throw new Error(`The trusted document ${hash} does not have that sha256. Run "npm run generate" again.`);
      }
    }
    this.#texts = new Map(Object.entries(texts));
    this.#known = new Set(this.#texts.values());
  }

  get size(): number {
    return this.#texts.size;
  }

  /** `sha256:<hex>` and `<hex>` mean the same. */
  textOf(id: string): string | undefined {
    return this.#texts.get(id.startsWith('sha256:') ? id.slice('sha256:'.length) : id);
  }

  /** Whether a document that was sent in full is one of them. */
  includes(text: string): boolean {
    return this.#known.has(text);
  }
}

/** A file that is not there holds no documents. */
export async function loadTrustedDocuments(path: string): Promise<TrustedDocuments> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new TrustedDocuments({});
    throw error;
  }
  return new TrustedDocuments(JSON.parse(content) as Record<string, string>);
}
