import { code, element, literal } from '../spec/component-spec.ts';
import type { PatternModule } from './pattern-module.ts';
import { itemsOr, propertyName, specOf } from './spec-parts.ts';

const NUMERIC = /age|amount|price|total|count|size|number|quantity|score|revenue|stock|year/i;

export const tablePattern: PatternModule = {
  key: 'table',
  title: 'Table with sort',
  description: 'Many things of one kind, compared column by column.',
  names: ['table', 'data table', 'grid', 'datagrid', 'spreadsheet'],
  terms: 'rows columns sort sortable filter search list data records header cells users orders invoices ascending descending',
  examples: ['A sortable table of users with name, email and role', 'A table with name, price and stock that can be filtered'],
  build(intent) {
    const { name, features } = intent;
    const filterable = features.has('filterable');
    const selectable = features.has('selectable');
    const labels = itemsOr(intent, ['Name', 'Role', 'Age'], 7);
    const columns = labels.map((label) => ({ key: propertyName(label), label, numeric: NUMERIC.test(label) }));
    const [lead, second] = columns as [(typeof columns)[number], (typeof columns)[number]];
    const value = (column: (typeof columns)[number], row: number) =>
      column.numeric ? [30, 4, 200][row] : `${['Carol', 'Ada', 'Bob'][row]}${column === lead ? '' : `’s ${column.label.toLowerCase()}`}`;
    const rows = [0, 1, 2].map(
      (row) => `{ id: 'r${row}', ${columns.map((column) => `${column.key}: ${literal(value(column, row))}`).join(', ')} }`,
    );
    const order = (column: (typeof columns)[number]) =>
      literal(
        [0, 1, 2]
          .sort((a, b) =>
            column.numeric
              ? Number(value(column, a)) - Number(value(column, b))
              : String(value(column, a)).localeCompare(String(value(column, b))),
          )
          .map((row) => String(value(lead, row))),
      );
    const caption = intent.quoted.length === 1 ? (intent.quoted[0] as string) : 'What there is';
    const cell = selectable ? 2 : 1;
    return specOf(intent, {
      pattern: 'table',
      description: `Compares rows by ${labels.map((label) => label.toLowerCase()).join(', ')}; sorted by a press on a column${filterable ? ', and filtered by a word' : ''}.`,
      imports: new Set(['useState', ...(filterable ? ['useId'] : [])]),
      declarations: [
        `export interface ${name}Row { id: string; ${columns.map(({ key, numeric }) => `${key}: ${numeric ? 'number' : 'string'};`).join(' ')} }`,
        `const COLUMNS = [${columns.map(({ key, label, numeric }) => `{ key: '${key}', label: ${literal(label)}, numeric: ${numeric} }`).join(', ')}] as const;`,
        'type Key = (typeof COLUMNS)[number]["key"];',
        `function compare(a: string | number, b: string | number): number {
          return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
        }`,
      ],
      props: [
        { name: 'caption', type: 'string', initial: literal(caption), doc: 'What the rows are.' },
        { name: 'rows', type: `readonly ${name}Row[]`, required: true },
        ...(selectable
          ? [{ name: 'onSelect', type: '(ids: readonly string[]) => void', doc: 'The ids of the rows that are chosen.' }]
          : []),
      ],
      logic: [
        { code: 'const [sort, setSort] = useState<{ key: Key; descending: boolean }>();' },
        ...(filterable ? [{ code: `const filterId = useId();\nconst [filter, setFilter] = useState('');` }] : []),
        ...(selectable
          ? [
              {
                code: `const [chosen, setChosen] = useState<readonly string[]>([]);
                const choose = (ids: readonly string[]) => {
                  setChosen(ids);
                  onSelect?.(ids);
                };`,
              },
            ]
          : []),
        ...(filterable
          ? [
              {
                name: 'found',
                value:
                  'rows.filter((row) => COLUMNS.some(({ key }) => String(row[key]).toLowerCase().includes(filter.trim().toLowerCase())))',
                dependsOn: ['rows', 'filter'],
              },
            ]
          : []),
        {
          name: 'shown',
          value: `sort ? [...${filterable ? 'found' : 'rows'}].sort((a, b) => compare(a[sort.key], b[sort.key]) * (sort.descending ? -1 : 1)) : ${filterable ? 'found' : 'rows'}`,
          dependsOn: [filterable ? 'found' : 'rows', 'sort'],
        },
        { code: 'const sortBy = (key: Key) => setSort({ key, descending: sort?.key === key && !sort.descending });' },
      ],
      view: element(
        'div',
        {},
        ...(filterable
          ? [
              element(
                'label',
                { htmlFor: code('filterId'), className: 'PART-filter' },
                'Filter',
                element('input', {
                  id: code('filterId'),
                  type: 'search',
                  value: code('filter'),
                  onChange: code('(event) => setFilter(event.target.value)'),
                }),
              ),
            ]
          : []),
        element(
          'div',
          { className: 'PART-scroll', role: 'region', 'aria-label': code('caption'), tabIndex: code('0') },
          element(
            'table',
            {},
            element('caption', {}, code('caption')),
            element(
              'thead',
              {},
              element(
                'tr',
                {},
                ...(selectable
                  ? [
                      element(
                        'th',
                        { scope: 'col' },
                        element('input', {
                          type: 'checkbox',
                          'aria-label': 'Choose all',
                          checked: code('shown.length > 0 && shown.every(({ id }) => chosen.includes(id))'),
                          onChange: code('(event) => choose(event.target.checked ? shown.map(({ id }) => id) : [])'),
                        }),
                      ),
                    ]
                  : []),
                {
                  each: 'COLUMNS',
                  as: '{ key, label, numeric }',
                  view: element(
                    'th',
                    {
                      key: code('key'),
                      scope: 'col',
                      'data-numeric': code('numeric'),
                      'aria-sort': code("sort?.key === key ? (sort.descending ? 'descending' : 'ascending') : 'none'"),
                    },
                    element(
                      'button',
                      { type: 'button', onClick: code('() => sortBy(key)') },
                      code('label'),
                      element('span', { 'aria-hidden': 'true' }, code("sort?.key === key ? (sort.descending ? ' ↓' : ' ↑') : ''")),
                    ),
                  ),
                },
              ),
            ),
            element(
              'tbody',
              {},
              {
                each: 'shown',
                as: 'row',
                view: element(
                  'tr',
                  { key: code('row.id'), ...(selectable && { 'aria-selected': code('chosen.includes(row.id)') }) },
                  ...(selectable
                    ? [
                        element(
                          'td',
                          {},
                          element('input', {
                            type: 'checkbox',
                            'aria-label': code(`\`Choose \${row.${lead.key}}\``),
                            checked: code('chosen.includes(row.id)'),
                            onChange: code(
                              '(event) => choose(event.target.checked ? [...chosen, row.id] : chosen.filter((id) => id !== row.id))',
                            ),
                          }),
                        ),
                      ]
                    : []),
                  {
                    each: 'COLUMNS',
                    as: '{ key, numeric }',
                    view: element('td', { key: code('key'), 'data-numeric': code('numeric') }, code('row[key]')),
                  },
                ),
              },
            ),
          ),
        ),
        {
          when: 'shown.length === 0',
          view: element('p', { className: 'PART-empty' }, filterable ? 'Nothing fits.' : 'There is nothing yet.'),
        },
      ),
      rules: [
        {
          selector: '',
          declarations: {
            display: 'flex',
            'flex-direction': 'column',
            gap: 'var(--space-3)',
            color: 'var(--color-text-secondary)',
            font: 'var(--text-sm)',
          },
        },
        {
          selector: '-scroll',
          declarations: {
            'overflow-x': 'auto',
            border: '1px solid var(--color-border-default)',
            'border-radius': 'var(--radius-lg)',
            background: 'var(--color-surface-raised)',
          },
        },
        {
          selector: '-scroll:focus-visible, button:focus-visible, input:focus-visible',
          declarations: { outline: '2px solid var(--color-border-focus)', 'outline-offset': '-2px' },
        },
        { selector: ' table', declarations: { width: '100%', 'border-collapse': 'collapse' } },
        {
          selector: ' caption',
          declarations: {
            padding: 'var(--space-3) var(--space-4)',
            color: 'var(--color-text-primary)',
            'font-weight': 'var(--font-weight-semibold)',
            'text-align': 'start',
          },
        },
        {
          selector: ' th, td',
          declarations: {
            padding: 'var(--space-3) var(--space-4)',
            'border-block-start': '1px solid var(--color-border-subtle)',
            'text-align': 'start',
          },
        },
        { selector: " [data-numeric='true']", declarations: { 'text-align': 'end', 'font-variant-numeric': 'tabular-nums' } },
        {
          selector: ' th button',
          declarations: {
            border: '0',
            padding: '0',
            background: 'transparent',
            color: 'var(--color-text-primary)',
            font: 'inherit',
            'font-weight': 'var(--font-weight-semibold)',
            cursor: 'pointer',
          },
        },
        ...(selectable ? [{ selector: " [aria-selected='true']", declarations: { background: 'var(--color-surface-sunken)' } }] : []),
        ...(filterable
          ? [
              { selector: '-filter', declarations: { display: 'flex', 'align-items': 'center', gap: 'var(--space-2)' } },
              {
                selector: '-filter input',
                declarations: {
                  'min-height': 'var(--space-10)',
                  padding: 'var(--space-2) var(--space-3)',
                  border: '1px solid var(--color-border-strong)',
                  'border-radius': 'var(--radius-md)',
                  background: 'var(--color-surface-raised)',
                  color: 'var(--color-text-primary)',
                  font: 'inherit',
                },
              },
            ]
          : []),
        { selector: '-empty', declarations: { margin: '0', padding: 'var(--space-4)', color: 'var(--color-text-muted)' } },
      ],
      tests: [
        {
          name: 'shows a heading for each column, and the rows as they are given',
          body: `render(<${name} {...sample} />);
            expect(screen.getByRole('table', { name: ${literal(caption)} })).toBeTruthy();
            expect(screen.getAllByRole('columnheader').map((header) => header.textContent)).toEqual(${literal([...(selectable ? [''] : []), ...labels])});
            expect(leads()).toEqual(${literal([0, 1, 2].map((row) => String(value(lead, row))))});
            ${LEADS(cell)}`,
        },
        ...[lead, columns.find(({ numeric }) => numeric) ?? second].map((column) => ({
          name: `sorts by ${column.label}, and the other way round when pressed again`,
          body: `render(<${name} {...sample} />);
            const header = screen.getByRole('columnheader', { name: new RegExp(${literal(`^${escape(column.label)}`)}) });
            expect(header.getAttribute('aria-sort')).toBe('none');
            fireEvent.click(within(header).getByRole('button'));
            expect(header.getAttribute('aria-sort')).toBe('ascending');
            expect(leads()).toEqual(${order(column)});
            fireEvent.click(within(header).getByRole('button'));
            expect(header.getAttribute('aria-sort')).toBe('descending');
            expect(leads()).toEqual(${order(column)}.reverse());
            ${LEADS(cell)}`,
        })),
        ...(filterable
          ? [
              {
                name: 'shows what fits the filter alone, and says when nothing does',
                body: `render(<${name} {...sample} />);
                  const filter = screen.getByLabelText('Filter');
                  fireEvent.change(filter, { target: { value: ' ${lead.numeric ? '200' : 'ADA'} ' } });
                  expect(leads()).toEqual(${literal([String(value(lead, lead.numeric ? 2 : 1))])});
                  fireEvent.change(filter, { target: { value: 'nowhere to be found' } });
                  expect(leads()).toEqual([]);
                  expect(screen.getByText('Nothing fits.')).toBeTruthy();
                  ${LEADS(cell)}`,
              },
            ]
          : [
              {
                name: 'says when there is nothing',
                body: `render(<${name} {...sample} rows={[]} />);\nexpect(screen.getByText('There is nothing yet.')).toBeTruthy();`,
              },
            ]),
        ...(selectable
          ? [
              {
                name: 'tells which rows are chosen, one by one and all together',
                body: `const selected = vi.fn();
                  render(<${name} {...sample} onSelect={selected} />);
                  fireEvent.click(screen.getByRole('checkbox', { name: ${literal(`Choose ${value(lead, 1)}`)} }));
                  expect(selected).toHaveBeenLastCalledWith(['r1']);
                  fireEvent.click(screen.getByRole('checkbox', { name: 'Choose all' }));
                  expect(selected).toHaveBeenLastCalledWith(['r0', 'r1', 'r2']);
                  fireEvent.click(screen.getByRole('checkbox', { name: ${literal(`Choose ${value(lead, 0)}`)} }));
                  expect(selected).toHaveBeenLastCalledWith(['r1', 'r2']);`,
              },
            ]
          : []),
      ],
      stories: [
        { name: 'Default', args: `{ rows: [${rows.join(', ')}]${selectable ? ', onSelect: () => undefined' : ''} }` },
        { name: 'Empty', args: '{ rows: [] }' },
      ],
    });
  },
};

/** The first cell of each row, in a function that is there before it is called. */
const LEADS = (cell: number) => `function leads() {
  return screen.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell')[${cell - 1}]?.textContent);
}`;

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
