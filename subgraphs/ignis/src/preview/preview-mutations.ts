import { InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { builder } from '../builder.ts';
import { SourceFileInput } from '../build/build-mutations.ts';
import { parsePreview } from './preview-input.ts';
import { Preview } from './preview-type.ts';

const ShowComponentInput = builder.inputType('ShowComponentInput', {
  description: 'The files of a component that is to be looked at.',
  fields: (t) => ({
    preview: t.id({ description: 'The preview whose pages are to show them; not given: a new one.' }),
    name: t.string({ required: true, description: 'What the page is called.' }),
    files: t.field({ type: [SourceFileInput], required: true }),
    entry: t.string({ required: true, description: 'The path of the component’s file.' }),
    stories: t.string({ description: 'The path of its stories; not given: the file that is named as stories are.' }),
  }),
});

builder.mutationField('showComponent', (t) =>
  t.field({
    permission: 'component.read',
    // Each word that somebody types into an editor is shown.
    series: ({ input }) => input.preview ?? undefined,
    type: Preview,
    description: 'Shows the files of a component, as `POST /api/preview` and `PUT /api/preview/<id>` do; open pages of the preview follow.',
    errors: { types: [InvalidInputError, NotFoundError] },
    args: { input: t.arg({ type: ShowComponentInput, required: true }) },
    resolve: (_root, { input: { preview, ...sources } }, { previews }) => previews.save(parsePreview(sources), preview ?? undefined),
  }),
);
