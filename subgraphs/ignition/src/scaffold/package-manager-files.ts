import { NODE_VERSION, PACKAGE_MANAGERS, type PackageManager } from './versions.ts';

/** How people and workflows call a package manager. */
export interface PackageManagerCommands {
  /** Puts it onto a machine that has Node and npm alone. */
  setup: string | null;
  install: string;
  run(script: string): string;
}

export const COMMANDS: Readonly<Record<PackageManager, PackageManagerCommands>> = {
  npm: { setup: null, install: 'npm install', run: (script) => (script === 'test' ? 'npm test' : `npm run ${script}`) },
  pnpm: {
    setup: `npm install --global pnpm@${PACKAGE_MANAGERS.pnpm}`,
    install: 'pnpm install',
    run: (script) => `pnpm run ${script}`,
  },
  yarn: {
    setup: `npm install --global @yarnpkg/cli-dist@${PACKAGE_MANAGERS.yarn}`,
    install: 'yarn install',
    run: (script) => `yarn run ${script}`,
  },
};

/** In a workflow: from the lock file where there is one, and without where nobody has committed one yet. */
export const INSTALL_IN_WORKFLOW: Readonly<Record<PackageManager, string>> = {
  npm: 'npm install',
  pnpm: 'pnpm install',
  yarn: 'yarn install --no-immutable',
};

/** No package runs a script of its own at the installation: what needs a binary has it as an optional dependency. */
export const PACKAGE_MANAGER_FILES: Readonly<Record<PackageManager, readonly { path: string; content: string }[]>> = {
  npm: [{ path: '.npmrc', content: 'ignore-scripts=true\nsave-exact=true\n' }],
  pnpm: [{ path: 'pnpm-workspace.yaml', content: 'ignoreScripts: true\nsaveExact: true\nstrictDepBuilds: false\npmOnFail: ignore\n' }],
  yarn: [
    {
      path: '.yarnrc.yml',
      content: 'nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\ndefaultSemverRangePrefix: ""\n',
    },
  ],
};

export const NODE_VERSION_FILE = { path: '.nvmrc', content: `${NODE_VERSION}\n` };
