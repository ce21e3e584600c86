import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import type { SourceFile } from './source-files.ts';

const never = new AbortController().signal;

function files(sources: Record<string, string>): SourceFile[] {
  return Object.entries(sources).map(([path, content]) => ({ path, content }));
}

describe('a bundle', () => {
  it('[IGNIS-3] holds what the entry reaches, without what nobody uses; packages stay imports', async () => {
    const result = await bundle(
      {
        entry: 'src/Button.tsx',
        files: files({
          'src/Button.tsx': `import { useState } from 'react'; import './button.css'; import { label } from './parts/label.js'; import { size } from '../tokens.json';
            export const Button = () => <button>{label}{size}{useState(0)}</button>;`,
          'src/parts/label.ts': `export const label: string = 'Save'; export const unused = 'nobody uses this '.repeat(1000);`,
          'src/button.css': '.button { color: red; }',
          'tokens.json': '{ "size": 4 }',
          'src/never-imported.ts': 'export const x = 1;',
        }),
      },
      never,
    );
    if (!result.ok) throw new Error(result.log);
    expect(result.metrics.moduleCount).toBe(4);
    expect(result.metrics.outputBytes).toBeLessThan(result.metrics.inputBytes);
    expect(result.metrics.gzipBytes).toBeGreaterThan(0);
    expect(result.metrics.phases.map(({ name }) => name)).toEqual(['analyse', 'bundle', 'compress']);
    expect(result.log).toContain('output Button.css');
  });

  it('[IGNIS-3] has the same digest every time, and another one for another output', async () => {
    const build = (text: string) => bundle({ entry: 'a.ts', files: files({ 'a.ts': `export default ${text}` }) }, never);
    const [first, again, other, formatted] = await Promise.all([build('1'), build('1'), build('2'), build(' 1 ;')]);
    if (!first.ok || !again.ok || !other.ok || !formatted.ok) throw new Error('a build failed');
    expect(first.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(again.digest).toBe(first.digest);
    expect(formatted.digest).toBe(first.digest);
    expect(other.digest).not.toBe(first.digest);
  });

  it('[IGNIS-3] says file, line and column of every problem', async () => {
    const result = await bundle(
      { entry: 'a.tsx', files: files({ 'a.tsx': `import { b } from './b';\nexport const a = b;`, 'b.ts': 'export const c = 1' }) },
      never,
    );
    if (result.ok) throw new Error('it was built');
    expect(result.error).toBe('a.tsx:1:10: No matching export in "b.ts" for import "b"');
    expect(result.log).toContain(`error: ${result.error}`);
  });

  it.each([
    ['/etc/hostname', 'There is no file "/etc/hostname"'],
    ['../../../../etc/hostname', 'There is no file "../../../../etc/hostname"'],
    ['./missing', 'There is no file "./missing"'],
    ['@/alias', '"@/alias" is neither a file of this build'],
    ['file:///etc/hostname', '"file:///etc/hostname" is neither a file of this build'],
    ['https://example.org/x.js', '"https://example.org/x.js" is neither a file of this build'],
  ])('[IGNIS-3] does not read %s', async (path, message) => {
    const imported = await bundle(
      { entry: 'a.ts', files: files({ 'a.ts': `import x from ${JSON.stringify(path)}; console.log(x)` }) },
      never,
    );
    if (imported.ok) throw new Error('it was built');
    expect(imported.error).toContain(message);
    const styled = await bundle(
      { entry: 'a.css', files: files({ 'a.css': '@import "/etc/hostname"; a { background: url(/etc/hostname) }' }) },
      never,
    );
    expect(styled.ok).toBe(false);
  });

  it('[IGNIS-3] refuses files that it does not know how to build', async () => {
    const result = await bundle({ entry: 'a.py', files: files({ 'a.py': 'print(1)' }) }, never);
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining('IGNIS does not build .py') });
  });

  it('[IGNIS-3] stops when it is told to', async () => {
    const stop = new AbortController();
    const large = files({ 'a.ts': `export default [${'((((1 + 2)))),'.repeat(100_000)}]` });
    const building = bundle({ entry: 'a.ts', files: large }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(building).rejects.toThrow('enough');
  });
});
