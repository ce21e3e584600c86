import { gatewaySettings } from '@wissil/gateway/config';
import { platformSettings, renderSettings, type Settings } from '@wissil/platform/config';
import { SUBGRAPH_NAMES, subgraphProcessSettings } from '@wissil/platform/subgraph';
import { startSettings } from '@wissil/start/config';

export const CONFIGURATION_PATH = 'infra/docs/configuration.md';

/** The page of every setting, each in the group that declares it first. */
export async function renderConfigurationPage(): Promise<string> {
  const seen = new Set<string>();
  const section = (title: string, settings: Settings): string => {
    const own = Object.entries(settings).filter(([, { env }]) => !seen.has(env));
    for (const [, { env }] of own) seen.add(env);
    return own.length === 0 ? '' : `## ${title}\n\n${renderSettings(Object.fromEntries(own))}\n`;
  };
  const sections = [
    section('Every server', platformSettings),
    section('Addresses', subgraphProcessSettings),
    section('npm start', startSettings),
    section('Gateway', gatewaySettings),
  ];
  for (const name of SUBGRAPH_NAMES) {
    const config = (await import(`@wissil/${name}/config`)) as Record<string, unknown>;
    sections.push(section(name.toUpperCase(), config[`${name}Settings`] as Settings));
  }
  return `# Configuration

Settings are environment variables. This page is written by \`codegen.ts\` from the code that reads them. A wrong value stops the start with one sentence that names it.

${sections
  .filter((text) => text !== '')
  .join('\n')
  .trimEnd()}
`;
}
