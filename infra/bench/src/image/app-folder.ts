import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { REPOSITORY } from '@wissil/testkit';

/** What a service of Node.js is made of: packages of this repository. */
export const PACKAGES = ['@apollo/subgraph', 'graphql', 'graphql-yoga', 'typescript', 'undici', 'ws'] as const;

/** The files of an app, of which one is another one each time. */
export class AppFolder {
  readonly path: string;
  #versions = 0;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'package.json'), '{"name":"bench","private":true,"type":"module"}\n');
    for (const name of PACKAGES) {
      const source = join(REPOSITORY, 'node_modules', name);
      // Packages of a package are listed by themselves, as in an artifact.
      const own = (path: string) => !relative(source, path).split(sep).includes('node_modules');
      cpSync(source, join(this.modules, name), { recursive: true, dereference: true, filter: own });
    }
    this.change();
  }

  get modules(): string {
    return join(this.path, 'node_modules');
  }

  size(): { files: number; bytes: number } {
    const files = filesOf(this.path);
    return { files: files.length, bytes: files.reduce((sum, path) => sum + statSync(path).size, 0) };
  }

  change(): void {
    const program = `import { createServer } from 'node:http';\ncreateServer((_request, response) => response.end('version ${++this.#versions}')).listen(process.env.PORT);\n`;
    writeFileSync(join(this.path, 'server.js'), program);
  }
}

/** Of the names and contents of all files in a folder. */
export function contentDigest(folder: string): string {
  const hash = createHash('sha256');
  for (const path of filesOf(folder)) {
    hash.update(`${relative(folder, path)}\0${createHash('sha256').update(readFileSync(path)).digest('hex')}\n`);
  }
  return hash.digest('hex');
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

/** How it is run; of every image the same. */
export const APP = { name: 'Bench', command: ['node', 'server.js'], port: 8080, user: '65534:65534', workingFolder: '/app' } as const;
