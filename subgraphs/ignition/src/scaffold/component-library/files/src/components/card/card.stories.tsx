import { Button } from '../button/button.js';
import { Card, type CardProps } from './card.js';

export default { title: 'Card', component: Card };

export const Plain: { args: CardProps } = {
  args: { title: 'A quiet corner', children: 'A title and some text are enough for many things.' },
};

export const WithActions = {
  render: () => (
    <Card
      eyebrow="Release"
      title="Everything is in place"
      actions={
        <>
          <Button size="sm">Open</Button>
          <Button size="sm" variant="secondary">
            Later
          </Button>
        </>
      }
    >
      The tokens are those of your design system: change one, and every card follows.
    </Card>
  ),
};

export const SideBySide = {
  render: () => (
    <div style={{ display: 'grid', gap: '1rem', gridTemplateColumns: 'repeat(auto-fit, minmax(14rem, 1fr))' }}>
      <Card eyebrow="Design" title="Tokens">
        Colours, type and spacing.
      </Card>
      <Card eyebrow="Code" title="Components">
        Typed, tested and accessible.
      </Card>
    </div>
  ),
};
