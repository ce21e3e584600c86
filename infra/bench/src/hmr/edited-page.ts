import type { TestPage } from '@wissil/testkit';

/** What is edited: a line of the site that the template Component Library shows its components on. */
export const EDITED = {
  path: 'site/site.tsx',
  element: '.eyebrow',
  text: 'Component library',
} as const;

/** The file with another text in its place. */
export function editedFile(original: string, text: string): string {
  const [before, after, ...more] = original.split(`>${EDITED.text}<`);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      `${EDITED.path} does not hold >${EDITED.text}< once: the template has changed, and infra/bench/src/hmr with it has to.`,
    );
  return `${before}>${text}<${after}`;
}

/** Set in the page and lost when it is loaded again, and a state of the component that is edited. */
const STATE = 'window.benchMark === 1 && document.documentElement.dataset.theme === "dark"';

/** The page of a dev server, open in a browser, in a state that edits must leave as it is. */
export class EditedPage {
  readonly #page: TestPage['page'];

  constructor(page: TestPage['page']) {
    this.#page = page;
  }

  async open(url: string): Promise<void> {
    await this.#page.goto(url);
    await this.#page.locator(EDITED.element, { hasText: EDITED.text }).waitFor();
    await this.#page.evaluate('window.benchMark = 1');
    await this.#page.getByRole('button', { name: 'Dark appearance' }).click();
    await this.#page.getByRole('button', { name: 'Light appearance' }).waitFor();
  }

  /**
   * Resolves when the DOM holds the text, with the time by the clock of the machine (Date.now). The text must not be there yet.
   * Rejects where the page is loaded again.
   */
  shows(text: string): Promise<number> {
    const argument = JSON.stringify({ element: EDITED.element, text });
    return this.#page.evaluate<number>(`(({ element, text }) => new Promise((resolve) => {
      const look = () => {
        if (document.querySelector(element)?.textContent !== text) return;
        resolve(Date.now());
        observer.disconnect();
      };
      const observer = new MutationObserver(look);
      observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true });
      look();
    }))(${argument})`);
  }

  /** Whether it is the page that was opened, and its components have the state that they had. */
  keptState(): Promise<boolean> {
    return this.#page.evaluate<boolean>(STATE);
  }
}
