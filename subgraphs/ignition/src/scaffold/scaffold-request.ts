/** What somebody has asked for at the end of the wizard. */
export interface ScaffoldRequest {
  template: { slug: string; version: string };
  name: string;
  /** The name of the package, the folder and the address: `aurora-shop` */
  slug: string;
  description: string | null;
  /** Answers to the template's questions; what is missing counts as its default. */
  inputs: Record<string, unknown>;
  /** SLATE's sheet of the token set, in the format that `themeOf` names. */
  themeCss: string;
}

/** One file of a new project; `path` is relative to the project's root, with forward slashes. */
export interface ScaffoldFile {
  path: string;
  content: string | Buffer;
  executable?: boolean;
}
