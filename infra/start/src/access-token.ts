import { parseArgs } from 'node:util';
import { isAction, type LocalTokenDemand, findInstallationSecret, requestLocalToken, TOKEN_SCOPES } from '@wissil/platform/auth';
import { type Environment, parseConfig } from '@wissil/platform/config';
import { failureSentence } from '@wissil/platform/process';
import { resolveAddresses, subgraphProcessSettings } from '@wissil/platform/subgraph';
import { StartupError } from './checks/startup-error.ts';

const USAGE = `An access token for scripts, of the WISSIL that runs with this data folder. The token alone goes to stdout:

  TOKEN=$(npm run --silent access-token -- --role ENGINEER --name ci --days 30)

  --role    ADMIN, ENGINEER or DESIGNER: of the local user that it works for. ADMIN where it is not given.
  --person  which of these local users, such as “reviewer”: somebody else than the others of that role.
  --name    what it is called in the audit log, up to 60 characters. “npm run access-token” where it is not given.
  --days    how long it is good, 1 to 365. 1 where it is not given.
  --scopes  what it may do, separated by commas. All that the role may where it is not given:
            ${TOKEN_SCOPES.join(', ')}
  --agent   for a program that acts as an agent: within what the role AGENT may.

Settings (WISSIL_DATA, WISSIL_SECRET, LANDING_PORT) are those of npm start. Administrators revoke tokens in LANDING.
`;

try {
  const demand = parseDemand(process.argv.slice(2));
  if (demand === 'help') process.stdout.write(USAGE);
  else await printToken(demand, process.env);
} catch (error) {
  process.stderr.write(`${failureSentence(error)}\n`);
  process.exitCode = 1;
}

async function printToken(demand: LocalTokenDemand, env: Environment): Promise<void> {
  const config = parseConfig(subgraphProcessSettings, env);
  const landingUrl = resolveAddresses(config, config.host).internal.landing;
  const secret = await findInstallationSecret(config).catch((error: NodeJS.ErrnoException) => {
    throw new StartupError(
      `The secret of the data folder ${config.dataFolder} cannot be read (${error.code ?? error.message}): only the user that runs WISSIL can make access tokens this way.`,
    );
  });
  if (!secret) {
    throw new StartupError(
      `There is no WISSIL in the data folder ${config.dataFolder} yet: run \`npm start\` first, or set WISSIL_DATA to the folder or WISSIL_SECRET to the secret that it runs with.`,
    );
  }
  const token = await requestLocalToken({ ...demand, landingUrl, secret });
  process.stderr.write(
    `“${demand.name}” works for the local ${demand.role} at ${landingUrl} for ${demand.days === 1 ? 'one day' : `${demand.days} days`}. It is shown once.\n`,
  );
  process.stdout.write(`${token}\n`);
}

/** @throws StartupError for flags that there are not, and values that make no sense */
function parseDemand(argv: readonly string[]): LocalTokenDemand | 'help' {
  const flags = parseFlags(argv);
  if (flags.help) return 'help';
  const { role = 'ADMIN', person, name = 'npm run access-token', days = '1', scopes } = flags;
  if (role !== 'ADMIN' && role !== 'ENGINEER' && role !== 'DESIGNER') {
    throw new StartupError(`--role is ${JSON.stringify(role)}, but must be ADMIN, ENGINEER or DESIGNER. For an agent, add --agent.`);
  }
  if (!/^\d{1,3}$/.test(days)) throw new StartupError(`--days is ${JSON.stringify(days)}, but must be a whole number from 1 to 365.`);
  if (person !== undefined && !/^[a-z][a-z0-9-]{0,29}$/.test(person)) {
    throw new StartupError(
      `--person is ${JSON.stringify(person)}, but must be up to 30 small letters, digits and hyphens, a letter first.`,
    );
  }
  const kind = flags.agent ? 'AGENT' : 'TOOL';
  return {
    role,
    kind,
    name,
    days: Number(days),
    ...(person !== undefined && { person }),
    ...(scopes !== undefined && { scopes: scopesOf(scopes) }),
  };
}

function scopesOf(text: string): NonNullable<LocalTokenDemand['scopes']> {
  const scopes = text
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  const unknown = scopes.find((scope) => !isAction(scope));
  if (unknown === undefined) return scopes.filter(isAction);
  throw new StartupError(`--scopes names ${JSON.stringify(unknown)}, but there are only ${TOKEN_SCOPES.join(', ')}.`);
}

function parseFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: { role: text, person: text, name: text, days: text, scopes: text, agent: flag, help: flag },
    }).values;
  } catch (error) {
    throw new StartupError(
      `${(error as Error).message.split('.')[0]}: it takes --role, --person, --name, --days, --scopes, --agent and --help, as in \`npm run access-token -- --role ADMIN\`.`,
    );
  }
}
