import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { digestOf } from '../src/image/oci.ts';

export interface MadeArtifact {
  bytes: Buffer;
  digest: string;
}

/** What IGNIS would put out: the files below `app/`, uncompressed, reproducible. */
export async function makeArtifact(files: Readonly<Record<string, string>>): Promise<MadeArtifact> {
  const tar = pack();
  for (const [path, content] of Object.entries(files)) tar.entry({ name: `app/${path}`, mtime: new Date(0), mode: 0o644 }, content);
  tar.finalize();
  const bytes = await buffer(tar as unknown as AsyncIterable<Buffer>);
  return { bytes, digest: digestOf(bytes) };
}

export interface AppOptions {
  /** What `GET /` answers. */
  says: string;
  /** What the health path answers; default 200. */
  health?: number;
}

/** A service as the templates make them: without packages, listening where PORT says. */
export function appFiles({ says, health = 200 }: AppOptions): Record<string, string> {
  return {
    'package.json': '{"type":"module"}',
    'server.js': `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.writeHead(${health}).end();
  if (request.url === '/crash') process.exit(7);
  if (request.url === '/slow') return setTimeout(() => response.end(${JSON.stringify(says)}), 150);
  response.end(${JSON.stringify(says)});
});
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
  socket.on('data', (data) => socket.write(data));
  socket.on('error', () => socket.destroy());
});
server.listen(process.env.PORT);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`,
  };
}
