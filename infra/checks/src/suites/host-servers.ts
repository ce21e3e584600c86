import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.ts';

interface HostProgram {
  /** Any of these names will do. */
  commands: readonly string[];
  debianPackage: string;
  neededFor: string;
}

const programs: readonly HostProgram[] = [
  { commands: ['git'], debianPackage: 'git', neededFor: 'repositories of projects' },
  { commands: ['bwrap'], debianPackage: 'bubblewrap', neededFor: 'the sandbox of generated and written code' },
  { commands: ['docker-registry'], debianPackage: 'docker-registry', neededFor: 'tests on a real registry' },
  { commands: ['skopeo'], debianPackage: 'skopeo', neededFor: 'a second opinion on our images' },
  { commands: ['redis-server'], debianPackage: 'redis-server', neededFor: 'tests on a real Redis' },
  { commands: ['nats-server'], debianPackage: 'nats-server', neededFor: 'tests on a real NATS' },
  { commands: ['chromium', 'chromium-browser', 'google-chrome'], debianPackage: 'chromium', neededFor: 'tests in a real browser' },
];

/** Administrators' folders, which the PATH of an ordinary user lacks. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** Installs what the suites need and the host lacks, where it can (root and apt). Returns the sentence that says what to install, where it cannot. */
export async function ensureHostServers(): Promise<string | undefined> {
  const missing = programs.filter(({ commands }) => !commands.some(isInstalled));
  if (missing.length === 0) return undefined;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) return installYourself(missing);
  console.log(`Installing ${packages.join(', ')} with apt-get (${missing.map(({ neededFor }) => neededFor).join(', ')}) …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runCommand('apt-get', ['update', '-q'], { env });
  const install = await runCommand('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env });
  if (install.code === 0) return undefined;
  console.error(`${update.code === 0 ? '' : update.output}${install.output}`);
  return installYourself(missing);
}

function installYourself(missing: readonly HostProgram[]): string {
  const list = missing.map(({ commands, neededFor }) => `${commands[0]} (${neededFor})`).join(', ');
  const debian = missing.map(({ debianPackage }) => debianPackage).join(' ');
  return `The tests need programs that this host lacks: ${list}. Install them (on Debian, as root: apt-get update && apt-get install ${debian}), then run \`npm test\` again.`;
}

function isInstalled(command: string): boolean {
  return [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_FOLDERS].some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
