import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { guard } from './cleanup-guard.ts';
import { processTree } from './process-tree.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface PageOptions {
  /** CSS pixels; 1280 by default. */
  width?: number;
  colorScheme?: 'dark' | 'light';
  /** `reduce` by default, so that nothing is judged in the middle of a movement. */
  reducedMotion?: 'no-preference' | 'reduce';
  /** Somebody who is signed in at that address, which paths are then relative to. */
  session?: { url: string; cookie: { name: string; value: string } };
}

/** A page in a profile of its own. Disposing of it closes it, and throws when the page has logged errors that nobody took. */
export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** What axe finds, one line each: rule, elements, what to do. Empty when it finds nothing. */
  accessibilityFaults(): Promise<string[]>;
  /** Errors and warnings of the console, and uncaught exceptions, since they were last taken. */
  takeConsoleErrors(): string[];
}

export interface TestBrowser extends AsyncDisposable {
  newPage(options?: PageOptions): Promise<TestPage>;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const HEIGHT = 900;
const ACTION_TIMEOUT_MS = 15_000;

/** Debian's Chromium, headless, with an empty profile. */
export async function startBrowser(): Promise<TestBrowser> {
  const home = await temporaryFolder();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: FLAGS,
    env: { PATH: process.env['PATH'] ?? '', HOME: home.path, XDG_CONFIG_HOME: home.path, XDG_CACHE_HOME: home.path, LANG: 'C.UTF-8' },
  });
  // Playwright does not tell the browser's process; it is the child that runs Chromium.
  const unguards = processTree(process.pid)
    .slice(1)
    .map((pid) => guard('process', pid));
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return {
    newPage: (options = {}) => openPage(browser, axe, options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      for (const unguard of unguards) unguard();
      await home.remove();
    },
  };
}

async function openPage(
  browser: Browser,
  axe: string,
  { width = 1280, colorScheme = 'light', reducedMotion = 'reduce', session }: PageOptions,
): Promise<TestPage> {
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT },
    colorScheme,
    reducedMotion,
    locale: 'en',
    ...(session && { baseURL: session.url }),
  });
  if (session) await context.addCookies([{ ...session.cookie, url: session.url, httpOnly: true, sameSite: 'Lax' }]);
  context.setDefaultTimeout(ACTION_TIMEOUT_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      errors.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.stack ?? error.message}`));
  const takeConsoleErrors = () => errors.splice(0);
  return {
    page,
    takeConsoleErrors,
    accessibilityFaults: () => accessibilityFaults(page, axe),
    async [Symbol.asyncDispose]() {
      await context.close();
      const left = takeConsoleErrors();
      if (left.length > 0) throw new Error(`the page logged errors:\n${left.join('\n')}`);
    },
  };
}

async function accessibilityFaults(page: Page, axe: string): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run();
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`).join('; ')}`,
    );
  });
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}
