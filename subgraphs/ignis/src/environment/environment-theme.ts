import { z } from 'zod';
import type { Logger } from '@wissil/platform/logging';
import type { DevEnvironment } from '../../generated/prisma/client.ts';
import type { EnvironmentFiles } from './environment-files.ts';
import { withValuesOf } from './sheet-values.ts';
import { type SlateTheme, THEME_FORMATS } from './slate-theme.ts';

/** Where a project keeps SLATE's tokens and which, as its wissil.json says. */
const wissilJson = z.looseObject({
  tokens: z.string().optional(),
  theme: z.looseObject({ format: z.enum(THEME_FORMATS).optional(), set: z.string().optional() }).optional(),
});

/** Writes SLATE's tokens into projects that wear them. */
export class EnvironmentTheme {
  readonly #files: EnvironmentFiles;
  readonly #theme: SlateTheme;
  readonly #logger: Logger;

  constructor({ files, theme, logger }: { files: EnvironmentFiles; theme: SlateTheme; logger: Logger }) {
    this.#files = files;
    this.#theme = theme;
    this.#logger = logger;
  }

  /** Rewrites the project's token file where the tokens differ. What is wrong with it is no reason not to open the project. */
  async apply(environment: DevEnvironment): Promise<void> {
    try {
      const described = await this.#files.read(environment, 'wissil.json');
      const parsed = wissilJson.safeParse(described?.content == null ? {} : JSON.parse(described.content));
      const { tokens: path, theme } = parsed.success ? parsed.data : {};
      if (path === undefined) return;
      const before = (await this.#files.read(environment, path))?.content;
      if (before == null) return;
      const content = withValuesOf(await this.#theme.sheet(theme?.format ?? 'tailwind', theme?.set), before);
      if (before !== content) await this.#files.write(environment, { path, content });
    } catch (error) {
      this.#logger.warn({ err: error, environment: environment.id }, 'the tokens of SLATE were not written into a project');
    }
  }
}
