import type { Files } from './repository-host.ts';

const BUILD = `
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('dist/assets', { recursive: true });
writeFileSync('dist/index.html', '<!doctype html><link rel="stylesheet" href="/assets/style-Ab3xYz9Q.css"><main class="card">Shop</main><script type="module" src="/assets/app.js"></script>');
writeFileSync('dist/assets/app.js', 'document.querySelector("main").classList.add("tone-" + (Date.now() % 2));');
writeFileSync('dist/assets/style-Ab3xYz9Q.css', \`.card {  color : red;  }
.tone-0 { color : blue } .tone-1 { color : green }
.never-used { background : rgb(255, 0, 0); padding : 10px 10px 10px 10px }\`);
for (const name of ['logo.png', 'broken.png', 'sign.svg']) if (existsSync(name)) copyFileSync(name, 'dist/assets/' + name);
console.log('built');
`;

/** A project that needs no packages: it is linted, type checked, tested, built, and can be run. */
export function fixtureProject(changes: { scripts?: Record<string, string>; files?: Files } = {}): Files {
  const scripts = {
    lint: 'echo linted',
    typecheck: 'echo typed',
    test: 'echo tested',
    build: 'node build.mjs',
    ...changes.scripts,
  };
  return {
    'package.json': JSON.stringify({ name: 'shop', private: true, type: 'module', scripts }),
    'wissil.json': JSON.stringify({ kind: 'service', run: { command: ['node', 'server.mjs'], files: ['server.mjs', 'dist'] } }),
    'build.mjs': BUILD,
    'server.mjs': `import { createServer } from 'node:http'; createServer((_, r) => r.end('shop')).listen(process.env.PORT);`,
    'shop.test.mjs': `import test from 'node:test'; test('adds up', () => {});`,
    ...changes.files,
  };
}
