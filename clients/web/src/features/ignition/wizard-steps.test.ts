import { describe, expect, it } from 'vitest';
import type { TemplateInput } from './template-inputs.ts';
import { problemAt, stepOf } from './wizard-steps.ts';

const inputs = [
  { key: 'license', step: 'BASICS' },
  { key: 'name', step: 'DEPLOYMENT' },
  { key: 'healthPath', step: 'DEPLOYMENT' },
] as TemplateInput[];

describe('problems of a project', () => {
  it.each([
    ['name', 'BASICS'],
    ['description', 'BASICS'],
    ['inputs.license', 'BASICS'],
    ['inputs.name', 'DEPLOYMENT'],
    ['inputs.healthPath', 'DEPLOYMENT'],
    ['inputs.unknown', 'BASICS'],
    ['template', 'BASICS'],
  ])('[IGNI-2] one with %s is put right at %s', (path, step) => expect(stepOf({ path, message: '' }, inputs)).toBe(step));

  it('[IGNI-2] stand beside the field that they are about', () => {
    const problems = [{ path: 'inputs.name', message: 'of the input' }];
    expect([problemAt(problems, 'name'), problemAt(problems, 'inputs.name')]).toEqual([undefined, 'of the input']);
  });
});
