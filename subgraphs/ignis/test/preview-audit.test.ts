import { createDatabase, testCaller, waitFor } from '@wissil/testkit';
import { expect, it } from 'vitest';
import { startIgnis } from './start-ignis.ts';

it('[AUTH-6] [SPARK-5] what somebody types into an open preview is one entry of the audit log; a preview that is opened is one of its own', async () => {
  await using database = await createDatabase();
  await using ignis = await startIgnis(database.url, { events: 'audit.>' });
  const show = async (text: string, preview?: string) => {
    const files = [{ path: 'A.tsx', content: `export const A = () => <b>${text}</b>;` }];
    const { data, errors } = await ignis.query<{ showComponent: { __typename: string; id: string } }>(
      'mutation ($input: ShowComponentInput!) { showComponent(input: $input) { __typename ... on Preview { id } } }',
      { input: { name: 'A', entry: 'A.tsx', files, ...(preview !== undefined && { preview }) } },
      testCaller('DESIGNER'),
    );
    expect(errors).toBeUndefined();
    expect(data.showComponent.__typename).toBe('Preview');
    return data.showComponent.id;
  };
  const first = await show('');
  for (const text of ['H', 'He', 'Hel', 'Hell', 'Hello']) await show(text, first);
  const second = await show('Another');
  await show('Another one', second);
  const begun = () => ignis.events.filter(({ subject }) => subject === 'audit.begun');
  await waitFor(() => begun().length >= 4);
  expect(begun().map(({ payload }) => (payload as { operation: string }).operation)).toEqual(Array(4).fill('showComponent'));
});
