/** A real server on a free port of 127.0.0.1 with its data in a temporary folder; disposing of it removes both. */
export interface TestServer extends AsyncDisposable {
  /** The same before and after a restart. */
  url: string;
  port: number;
  /** Of the process that runs now. */
  readonly pid: number;
  /** SIGKILL; resolves when the process is gone. The data stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, stopping it properly first where it still runs. */
  restart(): Promise<void>;
}
