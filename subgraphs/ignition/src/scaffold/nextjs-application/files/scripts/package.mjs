/** Brings together in dist/ what runs with Node alone: Next.js' standalone output, its static files, public/ and the start file. */
import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';

await rm('dist', { recursive: true, force: true });
await cp('.next/standalone', 'dist', { recursive: true, verbatimSymlinks: true });
await cp('.next/static', 'dist/.next/static', { recursive: true });
if (existsSync('public')) await cp('public', 'dist/public', { recursive: true });
await cp('scripts/start.mjs', 'dist/server.js');
