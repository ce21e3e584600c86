import { z } from 'zod';

const title = z.string().trim().min(1, 'Give it a title.').max(200, 'At most 200 characters.');
const note = z.string().trim().max(2000, 'At most 2000 characters.').nullable();

export const item = z.object({
  id: z.uuid(),
  title,
  note,
  done: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const newItem = z.strictObject({ title, note: note.default(null), done: z.boolean().default(false) });

export const itemChange = z
  .strictObject({ title, note, done: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'Name at least one field to change.');

export type Item = z.infer<typeof item>;
export type NewItem = z.infer<typeof newItem>;
export type ItemChange = z.infer<typeof itemChange>;
