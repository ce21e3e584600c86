import { describe, expect, it } from 'vitest';
import { choose } from './template-files.ts';

const chosen = (source: string, ...flags: string[]) => choose(source, new Set(flags), 'file.ts');

describe('[IGNI-3] the conditions of template files', () => {
  it('keep lines by the answers, in every language of a template', () => {
    const source = 'a\n// [if x]\nb\n// [else]\nc\n// [end]\n{/* [if !x] */}\nd\n{/* [end] */}\n# [if y|x]\ne\n# [end]\n';
    expect(chosen(source, 'x')).toBe('a\nb\ne\n');
    expect(chosen(source, 'y')).toBe('a\nc\nd\ne\n');
    expect(chosen(source)).toBe('a\nc\nd\n');
  });

  it('hold within one another', () => {
    const source = '// [if x]\na\n// [if y]\nb\n// [end]\n// [else]\nc\n// [end]\n';
    expect(chosen(source, 'x', 'y')).toBe('a\nb\n');
    expect(chosen(source, 'y')).toBe('c\n');
  });

  it('leave a whole file out', () => {
    expect(chosen('// [only x]\na\n')).toBeNull();
    expect(chosen('/* [only x] */\na\n', 'x')).toBe('a\n');
  });

  it('must end where they begin', () => {
    expect(() => chosen('// [if x]\na\n')).toThrow('file.ts: [if] without [end]');
    expect(() => chosen('a\n// [end]\n')).toThrow('file.ts:2: [end] without [if]');
  });
});
