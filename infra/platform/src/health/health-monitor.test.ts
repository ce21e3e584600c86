import { afterEach, describe, expect, it, vi } from 'vitest';
import { HealthMonitor } from './health-monitor.ts';

afterEach(() => void vi.useRealTimers());

describe('the health of a service', () => {
  it('[LAND-4] a dependency that is not configured says so and is no failure', async () => {
    const monitor = new HealthMonitor({ service: 'slate', version: '1.2.3', probes: [{ name: 'Redis', probe: null }] });
    expect(await monitor.report()).toMatchObject({
      service: 'slate',
      status: 'up',
      version: '1.2.3',
      dependencies: [{ name: 'Redis', status: 'not-configured', latencyMs: null, lastError: null }],
    });
  });

  it('[LAND-4] a dependency that fails degrades the service and keeps its newest error after it has recovered', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    let broken = true;
    const probe = () => (broken ? Promise.reject(new Error('connection refused')) : Promise.resolve());
    const monitor = new HealthMonitor({ service: 'slate', version: '1', probes: [{ name: 'PostgreSQL', probe }] });
    expect(await monitor.report()).toMatchObject({
      status: 'degraded',
      dependencies: [{ status: 'down', lastError: 'connection refused' }],
    });
    broken = false;
    vi.advanceTimersByTime(300);
    expect(await monitor.report()).toMatchObject({ status: 'up', dependencies: [{ status: 'up', lastError: 'connection refused' }] });
  });

  it('[LAND-4] a dependency that hangs counts as down within a second, and its probe is told to stop', async () => {
    let aborted = false;
    const probe = (signal: AbortSignal) => new Promise<void>(() => signal.addEventListener('abort', () => (aborted = true)));
    const monitor = new HealthMonitor({ service: 'ignis', version: '1', probes: [{ name: 'Registry', probe }] });
    const begun = performance.now();
    expect(await monitor.report()).toMatchObject({
      status: 'degraded',
      dependencies: [{ status: 'down', lastError: 'no answer within 500 ms' }],
    });
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(aborted).toBe(true);
  });

  it('[LAND-4] a process that stands still for longer than the deadline does not blame its dependencies', async () => {
    const probe = async () => {
      setTimeout(() => standStill(700), 0);
      await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setImmediate(resolve));
    };
    const monitor = new HealthMonitor({ service: 'slate', version: '1', probes: [{ name: 'PostgreSQL', probe }] });
    expect(await monitor.report()).toMatchObject({ status: 'up' });
  });

  it('[LAND-4] a flood of health requests probes once', async () => {
    let probes = 0;
    const monitor = new HealthMonitor({
      service: 'slate',
      version: '1',
      probes: [{ name: 'PostgreSQL', probe: async () => void probes++ }],
    });
    await Promise.all(Array.from({ length: 200 }, () => monitor.report()));
    expect(probes).toBe(1);
  });
});

function standStill(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
