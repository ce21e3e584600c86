import { parseArgs } from 'node:util';
import { gatewaySettings } from '@wissil/gateway/config';
import { type Config, defineSettings, type Environment, parseConfig, values } from '@wissil/platform/config';
import { subgraphProcessSettings } from '@wissil/platform/subgraph';
import { StartupError } from './checks/startup-error.ts';

/** The settings of the whole installation, beside each subgraph's and the gateway's own. */
export const startSettings = defineSettings({
  ...subgraphProcessSettings,
  gatewayPort: gatewaySettings.port,
  topology: {
    env: 'WISSIL_TOPOLOGY',
    schema: values.choice('together', 'processes'),
    default: 'together',
    doc: '`together`: everything in one process. `processes`: each subgraph and the gateway as a process of its own, under one supervisor.',
  },
  // A terminal shows sentences for people; the log is for when something is wrong.
  logLevel: { ...subgraphProcessSettings.logLevel, default: 'warn' },
});

export type StartConfig = Config<typeof startSettings>;

export interface StartOptions {
  config: StartConfig;
  /** Processes whose end is ours. */
  launchedBy: readonly number[];
}

/** Throws ConfigError or StartupError, each in sentences for the person at the terminal. */
export function parseStartOptions(argv: readonly string[], env: Environment): StartOptions {
  const flags = parseFlags(argv);
  const config = parseConfig(startSettings, flags.separate ? { ...env, WISSIL_TOPOLOGY: 'processes' } : env);
  const launchedBy = (flags['launched-by'] ?? '')
    .split(',')
    .map(Number)
    .filter((pid) => pid > 1);
  return { config, launchedBy };
}

function parseFlags(argv: readonly string[]) {
  try {
    const options = { separate: { type: 'boolean' }, 'launched-by': { type: 'string' } } as const;
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new StartupError(
      `${(error as Error).message.split('.')[0]}: \`npm start\` takes --separate alone (\`npm start -- --separate\`); everything else is a setting.`,
    );
  }
}
