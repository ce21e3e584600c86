import { Card, type CardProps } from './Card';

export default { title: 'Luminera/Card', component: Card };

export const Plain: { args: CardProps } = {
  args: { title: 'Design tokens', children: 'Every colour, distance and text style of the house.' },
};
export const Linked: { args: CardProps } = {
  args: { title: 'SLATE', eyebrow: 'Design system', href: '#slate', children: 'Edit a token and see it everywhere.' },
};
export const WithActions: { args: CardProps } = {
  args: { title: 'Build 42', eyebrow: 'Succeeded', children: '184 KB, 2.1 s', actions: <a href="#compare">Compare</a> },
};
