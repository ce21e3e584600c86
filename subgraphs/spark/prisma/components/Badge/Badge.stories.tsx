import { Badge, type BadgeProps } from './Badge';

export default { title: 'Luminera/Badge', component: Badge };

export const Neutral: { args: BadgeProps } = { args: { children: 'Draft' } };
export const Info: { args: BadgeProps } = { args: { tone: 'info', children: 'Building' } };
export const Success: { args: BadgeProps } = { args: { tone: 'success', children: 'Deployed' } };
export const Warning: { args: BadgeProps } = { args: { tone: 'warning', children: 'Degraded' } };
export const Danger: { args: BadgeProps } = { args: { tone: 'danger', children: 'Failed' } };
