import type { Logger } from '@wissil/platform/logging';
import { LRUCache } from 'lru-cache';
import type { Preview } from '../../generated/prisma/client.ts';
import type { SlateTheme } from '../environment/slate-theme.ts';
import { type Compiled, compileComponent, type ComponentSources, hashOf } from './component-compiler.ts';
import type { PageState } from './preview-page.ts';
import { PreviewSockets } from './preview-sockets.ts';
import { type PreviewStore, sourcesOf } from './preview-store.ts';

const MOST_COMPILED_BYTES = 64 * 1024 * 1024;

export interface PreviewServiceOptions {
  store: PreviewStore;
  theme: SlateTheme;
  urlOf: (preview: { key: string }) => string;
  logger: Logger;
}

/** Previews of components: compiled when they are sent or looked at, and told to every open page of theirs. */
export class PreviewService {
  readonly store: PreviewStore;
  readonly urlOf: PreviewServiceOptions['urlOf'];
  readonly sockets = new PreviewSockets();
  readonly #theme: SlateTheme;
  readonly #logger: Logger;
  readonly #compiled = new LRUCache<string, Compiled>({
    maxSize: MOST_COMPILED_BYTES,
    sizeCalculation: (compiled) => 1_000 + (compiled.ok ? compiled.module.length + (compiled.css?.length ?? 0) : 10_000),
  });
  #themeVersion = 0;

  constructor({ store, theme, urlOf, logger }: PreviewServiceOptions) {
    this.store = store;
    this.urlOf = urlOf;
    this.#theme = theme;
    this.#logger = logger;
  }

  /** @throws NotFoundError where the one to replace is gone */
  async save(sources: ComponentSources, id?: string): Promise<Preview> {
    const compiling = this.compiled(sources);
    const preview = id === undefined ? await this.store.create(sources) : await this.store.replace(id, sources);
    this.sockets.send(preview.id, { type: 'state', state: stateOf(preview.hash, await compiling) });
    return preview;
  }

  /** By content: what was compiled before is not compiled again. */
  async compiled(sources: ComponentSources): Promise<Compiled> {
    const hash = hashOf(sources);
    const known = this.#compiled.get(hash);
    if (known) return known;
    const compiled = await compileComponent(sources);
    this.#compiled.set(hash, compiled);
    return compiled;
  }

  /** Of a module that is asked for by name: an open page may ask for the one before the last. */
  compiledAs(hash: string): Compiled | undefined {
    return this.#compiled.get(hash);
  }

  async stateOf(preview: Preview): Promise<PageState> {
    return stateOf(preview.hash, await this.compiled(sourcesOf(preview)));
  }

  get themeVersion(): string {
    return String(this.#themeVersion);
  }

  /** SLATE's tokens; nothing where SLATE does not answer, so that the component is shown at least. */
  async themeSheet(): Promise<string> {
    return this.#theme.sheet('css').catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'a preview is shown without the tokens of SLATE');
      return '';
    });
  }

  /** Every open page wears the new tokens. */
  themeChanged(): void {
    this.#themeVersion += 1;
    this.sockets.sendAll({ type: 'theme', version: this.themeVersion });
  }
}

function stateOf(hash: string, compiled: Compiled): PageState {
  return compiled.ok
    ? { hash, css: compiled.css !== null, stories: compiled.stories, problems: [] }
    : { hash, css: false, stories: [], problems: compiled.problems };
}
