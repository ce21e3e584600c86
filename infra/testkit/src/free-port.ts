import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from './process-tree.ts';

/** A TCP port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const probe = createServer().once('error', reject);
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
  });
  return promise;
}

/** Below the ports that the kernel gives to outgoing connections: nobody takes one between a stop and the next start. */
const LOWEST = 12_000;
const HIGHEST = 31_999;

/**
 * Ports of 127.0.0.1, all different, that stay free while the program that uses them is down for a moment: they are this process's until it
 * ends, also for other test processes of the machine.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (reserve(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

const RESERVATIONS = join(tmpdir(), 'wissil-test-ports');
const reserved = new Set<number>();

/** Whether nobody else has it; who holds a port writes their process id. */
function reserve(port: number): boolean {
  const file = join(RESERVATIONS, String(port));
  mkdirSync(RESERVATIONS, { recursive: true });
  try {
    if (!isRunning(Number(readFileSync(file, 'utf8')))) rmSync(file, { force: true });
  } catch {
    // Nobody holds it, or has given it back just now.
  }
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch {
    return false;
  }
  if (reserved.size === 0) process.once('exit', giveBack);
  reserved.add(port);
  return true;
}

function giveBack(): void {
  for (const port of reserved) rmSync(join(RESERVATIONS, String(port)), { force: true });
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = createServer().once('error', () => resolve(false));
  probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  return promise;
}
