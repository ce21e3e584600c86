import { code, element, literal, type ViewNode } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { itemsOr, specOf, titleOr } from './spec-parts.ts';

export const cardPattern: PatternModule = {
  key: 'card',
  title: 'Card',
  description: 'What belongs together about one thing.',
  names: ['card', 'tile', 'teaser'],
  terms: 'panel box summary product profile article image picture title text price badge actions surface content grid',
  examples: ['Create a responsive card component', 'A product card with image, price and actions “Add to cart”, “Remember”'],
  build(intent) {
    const { features, name } = intent;
    const has = { image: features.has('image'), badge: features.has('badge'), price: features.has('price'), link: features.has('link') };
    const actions = features.has('actions') ? itemsOr(intent, ['Open', 'Share'], 4) : [];
    const title = actions.length > 0 || intent.quoted.length === 0 ? 'Northern lights' : titleOr(intent, 'Northern lights');
    const heading: ViewNode = has.link
      ? element(
          'h3',
          { className: 'PART-title' },
          { when: 'href', view: element('a', { href: code('href') }, code('title')) },
          { when: '!href', view: code('title') },
        )
      : element('h3', { className: 'PART-title' }, code('title'));
    const args = [
      `title: ${literal(title)}`,
      `children: 'What there is to know about it, in a sentence or two.'`,
      ...(has.image ? [`image: { src: ${literal(PICTURE)}, alt: 'Green light over snow' }`] : []),
      ...(has.badge ? [`badge: 'New'`] : []),
      ...(has.price ? [`price: '€ 24.00'`] : []),
      ...(has.link ? [`href: '#more'`] : []),
      ...(actions.length > 0
        ? [`actions: [${actions.map((label) => `{ label: ${literal(label)}, onSelect: () => undefined }`).join(', ')}]`]
        : []),
    ];
    return specOf(intent, {
      pattern: 'card',
      description: `Shows one thing with ${['a title', 'a text', ...WITH.flatMap(([key, words]) => (has[key] ? [words] : [])), ...(actions.length > 0 ? ['actions'] : [])].join(', ')}.`,
      imports: new Set(['type ReactNode', 'useId']),
      props: [
        { name: 'title', type: 'string', required: true },
        { name: 'children', type: 'ReactNode', doc: 'What there is to know about it.' },
        ...(has.image
          ? [{ name: 'image', type: '{ src: string; alt: string }', doc: 'Across the whole width, above everything else.' }]
          : []),
        ...(has.badge ? [{ name: 'badge', type: 'string', doc: 'A word that stands out.' }] : []),
        ...(has.price ? [{ name: 'price', type: 'string', doc: 'With its currency.' }] : []),
        ...(has.link ? [{ name: 'href', type: 'string', doc: 'Where the whole card leads.' }] : []),
        ...(actions.length > 0
          ? [
              {
                name: 'actions',
                type: 'readonly { label: string; onSelect: () => void }[]',
                initial: '[]',
                doc: 'What can be done with it.',
              },
            ]
          : []),
      ],
      logic: [{ code: 'const titleId = useId();' }],
      view: element(
        'article',
        { 'aria-labelledby': code('titleId'), ...(has.link && { 'data-link': code('href ? true : undefined') }) },
        ...(has.image
          ? [{ when: 'image', view: element('img', { className: 'PART-image', src: code('image.src'), alt: code('image.alt') }) }]
          : []),
        element(
          'div',
          { className: 'PART-body' },
          ...(has.badge ? [{ when: 'badge', view: element('span', { className: 'PART-badge' }, code('badge')) }] : []),
          { ...(heading as ReturnType<typeof element>), attributes: { id: code('titleId'), className: 'PART-title' } },
          { when: 'children', view: element('div', { className: 'PART-text' }, code('children')) },
          ...(has.price ? [{ when: 'price', view: element('p', { className: 'PART-price' }, code('price')) }] : []),
        ),
        ...(actions.length > 0
          ? [
              {
                when: 'actions.length > 0',
                view: element(
                  'div',
                  { className: 'PART-actions' },
                  {
                    each: 'actions',
                    as: 'action',
                    view: element(
                      'button',
                      { key: code('action.label'), type: 'button', onClick: code('action.onSelect') },
                      code('action.label'),
                    ),
                  },
                ),
              },
            ]
          : []),
      ),
      rules: [
        {
          selector: '',
          declarations: {
            position: 'relative',
            display: 'flex',
            'flex-direction': 'column',
            overflow: 'hidden',
            border: '1px solid var(--color-border-subtle)',
            'border-radius': 'var(--radius-lg)',
            background: 'var(--color-surface-raised)',
            color: 'var(--color-text-secondary)',
            font: 'var(--text-base)',
          },
        },
        {
          selector: '-body',
          declarations: { display: 'flex', 'flex-direction': 'column', gap: 'var(--space-2)', padding: 'var(--space-6)' },
        },
        {
          selector: '-title',
          declarations: {
            margin: '0',
            color: 'var(--color-text-primary)',
            font: 'var(--text-xl)',
            'font-weight': 'var(--font-weight-semibold)',
          },
        },
        ...(has.image ? [{ selector: '-image', declarations: { width: '100%', 'aspect-ratio': '16 / 9', 'object-fit': 'cover' } }] : []),
        ...(has.badge
          ? [
              {
                selector: '-badge',
                declarations: {
                  'align-self': 'flex-start',
                  padding: 'var(--space-1) var(--space-3)',
                  'border-radius': 'var(--radius-full)',
                  background: 'var(--color-surface-sunken)',
                  color: 'var(--color-text-primary)',
                  font: 'var(--text-xs)',
                },
              },
            ]
          : []),
        ...(has.price
          ? [
              {
                selector: '-price',
                declarations: {
                  margin: '0',
                  color: 'var(--color-text-primary)',
                  font: 'var(--text-lg)',
                  'font-weight': 'var(--font-weight-bold)',
                },
              },
            ]
          : []),
        ...(has.link
          ? [
              { selector: '-title a', declarations: { color: 'inherit', 'text-decoration': 'none' } },
              { selector: '-title a::after', declarations: { content: "''", position: 'absolute', inset: '0' } },
              {
                selector: '[data-link]:focus-within',
                declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '2px' },
              },
            ]
          : []),
        ...(actions.length > 0
          ? [
              {
                selector: '-actions',
                declarations: {
                  position: 'relative',
                  display: 'flex',
                  'flex-wrap': 'wrap',
                  gap: 'var(--space-2)',
                  padding: '0 var(--space-6) var(--space-6)',
                },
              },
              {
                selector: '-actions button',
                declarations: {
                  'min-height': 'var(--space-10)',
                  padding: 'var(--space-2) var(--space-4)',
                  border: '1px solid var(--color-border-strong)',
                  'border-radius': 'var(--radius-md)',
                  background: 'transparent',
                  color: 'var(--color-text-primary)',
                  font: 'var(--text-sm)',
                  cursor: 'pointer',
                },
              },
              {
                selector: '-actions button:focus-visible',
                declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '2px' },
              },
            ]
          : []),
      ],
      tests: [
        {
          name: 'is named by its title, and shows its text',
          body: `render(<${name} {...sample}>The text</${name}>);
            const card = screen.getByRole('article', { name: ${literal(title)} });
            expect(within(card).getByRole('heading', { level: 3 }).textContent).toBe(${literal(title)});
            expect(within(card).getByText('The text')).toBeTruthy();`,
        },
        ...(has.image
          ? [
              {
                name: 'shows its picture with words for those who do not see it',
                body: `render(<${name} {...sample} image={{ src: '/a.png', alt: 'A view' }} />);\nexpect(screen.getByRole('img', { name: 'A view' }).getAttribute('src')).toBe('/a.png');`,
              },
            ]
          : []),
        ...(has.badge
          ? [
              {
                name: 'shows its badge',
                body: `render(<${name} {...sample} badge="Sold out" />);\nexpect(screen.getByText('Sold out')).toBeTruthy();`,
              },
            ]
          : []),
        ...(has.price
          ? [
              {
                name: 'shows its price',
                body: `render(<${name} {...sample} price="$ 3" />);\nexpect(screen.getByText('$ 3')).toBeTruthy();`,
              },
            ]
          : []),
        ...(has.link
          ? [
              {
                name: 'leads on by its title',
                body: `render(<${name} {...sample} href="/there" />);\nexpect(screen.getByRole('link', { name: ${literal(title)} }).getAttribute('href')).toBe('/there');`,
              },
            ]
          : []),
        ...(actions.length > 0
          ? [
              {
                name: 'offers each of its actions, and no empty row without any',
                body: `const chosen = vi.fn();
                  const { rerender } = render(<${name} {...sample} actions={[{ label: ${literal(actions[0] ?? '')}, onSelect: chosen }]} />);
                  fireEvent.click(screen.getByRole('button', { name: ${literal(actions[0] ?? '')} }));
                  expect(chosen).toHaveBeenCalledOnce();
                  rerender(<${name} {...sample} actions={[]} />);
                  expect(screen.queryByRole('button')).toBeNull();`,
              },
            ]
          : []),
      ],
      stories: [
        { name: 'Default', args: `{ ${args.join(', ')} }` },
        { name: 'TitleAlone', args: `{ title: ${literal(title)} }` },
      ],
    });
  },
};

const WITH = [
  ['image', 'a picture'],
  ['badge', 'a badge'],
  ['price', 'a price'],
  ['link', 'a link'],
] as const;

/** A picture that needs no network. */
const PICTURE =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 9'%3E%3Crect width='16' height='9' fill='%230b3d4f'/%3E%3Cpath d='M0 6q4-5 8-2t8-3v8H0z' fill='%2337b58a'/%3E%3C/svg%3E";
