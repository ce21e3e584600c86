/**
 * Bytes that a Node.js process keeps on its heap and in its buffers after a full garbage collection, asked for over the inspector that the
 * process was started with. What the kernel holds for its sockets is not in it.
 */
export async function liveHeap(inspectorPort: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${inspectorPort}/json/list`);
  const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
  if (!target) throw new Error(`nothing to inspect at port ${inspectorPort}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await next(socket, 'open');
  try {
    for (let round = 0; round < 2; round++) await call(socket, 'HeapProfiler.collectGarbage');
    const usage = (await call(socket, 'Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
    return usage.usedSize + (usage.backingStorageSize ?? 0);
  } finally {
    socket.close();
  }
}

let calls = 0;

async function call(socket: WebSocket, method: string): Promise<unknown> {
  const id = ++calls;
  socket.send(JSON.stringify({ id, method }));
  for (;;) {
    const { data } = (await next(socket, 'message')) as MessageEvent<string>;
    const answer = JSON.parse(data) as { id?: number; result?: unknown; error?: { message: string } };
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    if (answer.id === id) return answer.result;
  }
}

function next(socket: WebSocket, event: 'message' | 'open'): Promise<Event> {
  return new Promise((resolve, reject) => {
    socket.addEventListener(event, resolve, { once: true });
    socket.addEventListener('close', () => reject(new Error('the inspector has closed the connection')), { once: true });
  });
}
