import { expect, test } from 'vitest';
import { renamed } from './rename-component.ts';

const draft = {
  name: 'Card',
  description: 'A Card.',
  source: 'export interface CardProps {}\nexport function Card(props: CardProps) { return <div className="card">Cards, Postcard</div>; }',
  tests: "import { Card } from './Card';",
  stories: "import { Card, type CardProps } from './Card';",
};

test('[SPARK-6] a new name is that of the component in its files, and nothing else is touched', () => {
  expect(renamed(draft, 'Tile')).toEqual({
    name: 'Tile',
    description: 'A Card.',
    source: 'export interface TileProps {}\nexport function Tile(props: TileProps) { return <div className="card">Cards, Postcard</div>; }',
    tests: "import { Tile } from './Tile';",
    stories: "import { Tile, type TileProps } from './Tile';",
  });
});

test('[SPARK-6] a name that none can have changes no file', () => {
  expect(renamed(draft, 'my card')).toEqual({ ...draft, name: 'my card' });
  expect(renamed(draft, 'Card')).toBe(draft);
});
