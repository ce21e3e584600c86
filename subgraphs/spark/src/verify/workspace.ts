import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SandboxMount } from '@wissil/platform/sandbox';
import type { ComponentSources } from '../component/component-source.ts';

/** Where it lies inside the sandbox. */
export const INSIDE = '/work';
export const TEST_REPORT = 'report.json';
/** Found from every folder; what tools keep beside packages goes to the workspace's own folder. */
export const MODULES_INSIDE = '/node_modules';

/** React, the test tools and the compiler, as they are installed for SPARK. */
const MODULES = dirname(dirname(createRequire(import.meta.url).resolve('react/package.json')));

const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'dom', 'dom.iterable'],
    module: 'preserve',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    types: ['react', 'react-dom'],
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['src'],
  exclude: ['src/**/*.axe.test.tsx'],
};

const TEST_CONFIG = `export default {
  root: '${INSIDE}/src',
  cacheDir: '/tmp/vite',
  test: {
    environment: 'happy-dom',
    pool: 'threads',
    maxWorkers: 1,
    testTimeout: 5_000,
    reporters: ['json'],
    outputFile: '${INSIDE}/${TEST_REPORT}',
  },
};
`;

/** A folder of its own with the component's files, as a project that can be checked. */
export interface Workspace extends AsyncDisposable {
  folder: string;
  mounts: readonly SandboxMount[];
}

/** @param parent where workspaces are made */
export async function openWorkspace(parent: string, name: string, files: ComponentSources): Promise<Workspace> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'verify-'));
  const write = (path: string, content: string) => writeFile(join(folder, path), content);
  await Promise.all(['src', 'node_modules'].map((path) => mkdir(join(folder, path))));
  await Promise.all([
    write(`src/${name}.tsx`, files.source),
    write(`src/${name}.test.tsx`, files.tests),
    write(`src/${name}.stories.tsx`, files.stories),
    write(`src/${name}.axe.test.tsx`, accessibilityTest(name)),
    write('package.json', '{ "type": "module" }'),
    write('tsconfig.json', JSON.stringify(TSCONFIG)),
    write('vitest.config.mjs', TEST_CONFIG),
  ]);
  return {
    folder,
    mounts: [
      { from: folder, to: INSIDE, writable: true },
      { from: MODULES, to: MODULES_INSIDE },
    ],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Renders every story, and asks axe about it. Contrast needs a real browser, and landmarks a whole page. */
function accessibilityTest(name: string): string {
  return `import axe from 'axe-core';
import { cleanup, render } from '@testing-library/react';
import { createElement } from 'react';
import { afterEach, it } from 'vitest';
import * as file from './${name}.stories';

afterEach(cleanup);
const { default: meta, ...stories } = file;
it.each(Object.entries(stories))('%s', async (_name, story) => {
  const { container } = render(story.render ? story.render() : createElement(meta.component, story.args));
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  const found = violations.map(({ id, help, nodes }) => id + ': ' + help + ' (' + nodes[0].html.slice(0, 200) + ')');
  if (found.length > 0) throw new Error(found.join('; '));
});
`;
}
