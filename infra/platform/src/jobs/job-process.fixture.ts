import { appendFile } from 'node:fs/promises';
import { createLogger } from '../logging/index.ts';
import { startJobWorker } from './index.ts';

/** A worker that stands still in the middle of its job, to be killed there. Arguments: database, schema, file that its first step writes to. */
const [databaseUrl = '', schema = '', file = ''] = process.argv.slice(2);
startJobWorker({
  databaseUrl,
  schema,
  system: 'IGNITION',
  logger: createLogger({ level: 'silent', name: 'job-process' }),
  handlers: {
    'create-project': {
      async run(job) {
        await job.step('first', async () => {
          await appendFile(file, 'first\n');
          return { made: 'once' };
        });
        process.send?.('in the middle');
        await new Promise(() => setInterval(() => undefined, 1_000));
      },
    },
  },
});
