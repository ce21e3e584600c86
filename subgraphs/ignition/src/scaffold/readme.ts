import { COMMANDS } from './package-manager-files.ts';
import { markdownText } from './safe-text.ts';
import type { Project } from './template-scaffold.ts';
import { NODE_VERSION } from './versions.ts';

const READERS: Readonly<Record<string, string>> = {
  private: 'Private: for those who were given access.',
  internal: 'Internal: everyone in the organisation can read it.',
  public: 'Public: everyone can read it. SECURITY.md says how to report a weakness.',
};

const TARGETS: Readonly<Record<string, string>> = {
  none: 'It is not deployed yet: WAYPOINT brings it to an environment when you ask for it.',
  development: 'WAYPOINT brings every push to development.',
  staging: 'WAYPOINT brings every push to development, and to staging when somebody approves.',
};

export function readme({ request, answers, theme, healthPath, packageManager }: Project, more: string): string {
  const { setup, install, run } = COMMANDS[packageManager];
  return `# ${markdownText(request.name)}
${request.description === null ? '' : `\n${markdownText(request.description)}\n`}
## Start

With Node ${NODE_VERSION}${setup === null ? '' : ` and ${packageManager} (\`${setup}\`)`}:

\`\`\`sh
${install}
${run('dev')}
\`\`\`

| command | what it does |
| --- | --- |
| \`${run('dev')}\` | starts the project and follows every change |
| \`${run('lint')}\` | ESLint; a warning is a failure |
| \`${run('typecheck')}\` | TypeScript, strict |
| \`${run('test')}\` | the tests |
| \`${run('build')}\` | builds what is deployed |
| \`${run('start')}\` | runs what was built, on \`PORT\` (8080) of \`HOST\` (127.0.0.1) |

The installation writes the lock file: commit it. \`.github/workflows/ci.yml\` runs the same commands on every push.

${more.trim()}

## Tokens

\`src/styles/slate.css\` holds the tokens of SLATE's set \`${theme.set}\`: ${theme.groups.length === 0 ? 'none of its groups' : theme.groups.join(', ')}. It is written anew when the tokens change,
so change them in SLATE and not there. \`wissil.json\` says how WISSIL develops, builds and runs the project.

## Deployment

${TARGETS[answers.required('deploymentTarget')] ?? ''} It is well when \`GET ${healthPath}\` answers 200. On SIGTERM it answers what it has begun and ends.

## Readers

${READERS[answers.required('repositoryVisibility')] ?? ''}
`;
}

/** For repositories that strangers read. */
export const SECURITY = `# Reporting a weakness

Please do not open an issue. Use "Report a vulnerability" under the Security tab of this repository: only its maintainers see it.
`;
