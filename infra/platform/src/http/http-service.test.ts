import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../logging/index.ts';
import { type HttpServiceOptions, startHttpService } from './http-service.ts';
import { readBody, respondJson } from './respond.ts';

const logger = createLogger({ level: 'silent', name: 'test' });
const start = (handler: HttpServiceOptions['handler']) => startHttpService({ host: '127.0.0.1', port: 0, logger, handler });

describe('an HTTP service', () => {
  it('[SHAPE-1] a running request finishes while the service drains, and new connections are refused', async () => {
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
    const { promise: release, resolve: open } = Promise.withResolvers<void>();
    const service = await start(async (_request, response) => {
      enter();
      await release;
      respondJson(response, 200, { done: true });
    });
    const running = fetch(service.url);
    await entered;
    const closed = service.close(5_000);
    await expect(fetch(service.url)).rejects.toThrow();
    open();
    expect(await (await running).json()).toEqual({ done: true });
    await closed;
  });

  it('[SHAPE-1] a request that does not finish in the time for draining is cut', async () => {
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
    const service = await start(() => enter());
    const running = fetch(service.url).catch(() => 'cut');
    await entered;
    await service.close(10);
    expect(await running).toBe('cut');
  });

  it('[SHAPE-2] an open WebSocket does not keep a service from stopping', async () => {
    const service = await startHttpService({
      host: '127.0.0.1',
      port: 0,
      logger,
      handler: (_request, response) => respondJson(response, 200, {}),
      upgrade: (_request, socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: test\r\n\r\n'),
    });
    const socket = connect(service.port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: test\r\n\r\n'),
    );
    await once(socket, 'data');
    const ended = once(socket, 'close');
    await service.close(60_000);
    await ended;
  });

  it('[SHAPE-1] a body over the limit is refused before it is read, with its limit named', async () => {
    const service = await start(async (request, response) => respondJson(response, 200, { size: (await readBody(request, 10)).length }));
    const declared = await fetch(service.url, { method: 'POST', body: 'x'.repeat(11) });
    expect([declared.status, await declared.json()]).toMatchObject([413, { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] }]);
    const chunks = new ReadableStream({ start: (stream) => (stream.enqueue(new Uint8Array(11)), stream.close()) });
    const streamed = await fetch(service.url, { method: 'POST', body: chunks, duplex: 'half' } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(await (await fetch(service.url, { method: 'POST', body: 'x'.repeat(10) })).json()).toEqual({ size: 10 });
    await service.close(0);
  });

  it('[SHAPE-5] a client that is still sending 20 MB reads the refusal', async () => {
    const service = await start(async (request, response) => respondJson(response, 200, { size: (await readBody(request, 10)).length }));
    for (let round = 0; round < 5; round++) {
      const response = await fetch(service.url, { method: 'POST', body: 'x'.repeat(20_000_000) });
      expect([response.status, await response.json()]).toMatchObject([413, { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] }]);
    }
    await service.close(0);
  });

  it('[SHAPE-5] a body that ends too early is the client’s fault, not an unexpected one', async () => {
    const { promise: failed, resolve: fail } = Promise.withResolvers<unknown>();
    const service = await start(async (request) => void (await readBody(request, 10).catch(fail)));
    const socket = connect(service.port, '127.0.0.1', () => {
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
      socket.end();
    });
    expect(await failed).toMatchObject({ code: 'BAD_REQUEST' });
    await service.close(0);
  });

  it('[SHAPE-5] headers that do not arrive in the time of a request end the connection', async () => {
    const handler: HttpServiceOptions['handler'] = (_request, response) => respondJson(response, 200, {});
    const service = await startHttpService({ host: '127.0.0.1', port: 0, logger, handler, requestTimeoutMs: 500 });
    const socket = connect(service.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nx-slow: '));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('408 Request Timeout');
    await service.close(0);
  });

  it('[FLOW-2] a handler that fails unexpectedly answers 500 without the error’s text', async () => {
    const service = await start(() => Promise.reject(new Error('secret detail')));
    const response = await fetch(service.url);
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    await service.close(0);
  });

  it('[SHAPE-1] garbage instead of HTTP is answered with 400 and harms nobody else', async () => {
    const service = await start((_request, response) => respondJson(response, 200, {}));
    const socket = connect(service.port, '127.0.0.1', () => socket.end('\x16\x03\x01garbage\r\n\r\n'));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('400 Bad Request');
    expect((await fetch(service.url)).status).toBe(200);
    await service.close(0);
  });
});
