import { expect, it } from 'vitest';
import { GET } from './route.ts';

it('says that it is well', async () => {
  const response = GET();
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
});
