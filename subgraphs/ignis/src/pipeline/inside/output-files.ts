import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** What this program leaves behind where it is ended in the middle. */
export const DRAFT = '.wissil-picture';

/** Every file below the folders, sorted; links are not followed, and source maps are for tools. */
export async function outputFiles(folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) await walk(folder, found);
  return [...new Set(found)].toSorted();
}

async function walk(folder: string, found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') await walk(path, found);
    else if (entry.isFile() && extname(entry.name) !== '.map') found.push(path);
  }
}

const KINDS: Readonly<Record<string, 'JS' | 'CSS' | 'IMAGE'>> = {
  ...{ '.js': 'JS', '.mjs': 'JS', '.cjs': 'JS', '.css': 'CSS' },
  ...{
    '.png': 'IMAGE',
    '.jpg': 'IMAGE',
    '.jpeg': 'IMAGE',
    '.gif': 'IMAGE',
    '.webp': 'IMAGE',
    '.avif': 'IMAGE',
    '.svg': 'IMAGE',
    '.ico': 'IMAGE',
  },
};

export function kindOf(path: string): 'JS' | 'CSS' | 'IMAGE' | 'OTHER' {
  return KINDS[extname(path).toLowerCase()] ?? 'OTHER';
}
