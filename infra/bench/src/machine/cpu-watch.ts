import { availableParallelism } from 'node:os';
import { cpuMilliseconds, machineMilliseconds } from './process-cpu.ts';

/** What a process with its descendants spends from now on, and how busy others keep the machine meanwhile. */
export class CpuWatch {
  readonly #pid: number;
  readonly #since = performance.now();
  readonly #begun: number;
  readonly #benchBegun = cpuMilliseconds(process.pid);
  readonly #machineBegun = machineMilliseconds();

  constructor(pid: number) {
    this.#pid = pid;
    this.#begun = cpuMilliseconds(pid);
  }

  /** `others` is the share of the machine's cores that went to programs which are not of this benchmark. */
  read(): { milliseconds: number; others: number } {
    const milliseconds = cpuMilliseconds(this.#pid) - this.#begun;
    const bench = cpuMilliseconds(process.pid) - this.#benchBegun;
    const machine = machineMilliseconds() - this.#machineBegun;
    const available = (performance.now() - this.#since) * availableParallelism();
    return { milliseconds, others: Math.max(0, (machine - bench) / available) };
  }
}
