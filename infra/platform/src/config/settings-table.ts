import type { Settings } from './setting.ts';

/** The settings as a Markdown table, in the order of their declaration. */
export function renderSettings(settings: Settings): string {
  const rows = Object.values(settings).map(({ env, schema, default: value, doc, secret }) => {
    const unset = value === undefined ? '' : `\`${value}\``;
    const meaning = secret ? `${doc} Secret.` : doc;
    return `| \`${env}\` | ${cell(schema.description ?? '')} | ${unset} | ${cell(meaning)} |`;
  });
  return ['| Setting | Value | Default | Meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function cell(content: string): string {
  return content.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
