export interface ScaffoldRequest {
  template: { slug: string; version: string };
  name: string;
  slug: string;
  description: string | null;
  inputs: Record<string, unknown>;
  themeCss: string;
}

export interface ScaffoldFile {
  path: string;
  content: string | Buffer;
  executable?: boolean;
}

export function scaffoldProject({ name, slug, description, themeCss }: ScaffoldRequest): ScaffoldFile[] {
  return [
    { path: 'README.md', content: `# ${name}\n\n${description ?? ''}\n` },
    { path: 'package.json', content: `${JSON.stringify({ name: slug, version: '0.1.0', private: true }, null, 2)}\n` },
    { path: 'src/theme.css', content: themeCss },
  ];
}
