import { Button, type ButtonProps } from './Button';

export default { title: 'Luminera/Button', component: Button };

export const Primary: { args: ButtonProps } = { args: { children: 'Save changes' } };
export const Secondary: { args: ButtonProps } = { args: { variant: 'secondary', children: 'Cancel' } };
export const Ghost: { args: ButtonProps } = { args: { variant: 'ghost', children: 'Learn more' } };
export const Danger: { args: ButtonProps } = { args: { variant: 'danger', children: 'Delete project' } };
export const Busy: { args: ButtonProps } = { args: { busy: true, children: 'Deploying' } };
export const Disabled: { args: ButtonProps } = { args: { disabled: true, children: 'Save changes' } };

export const Sizes = {
  render: () => (
    <div style={{ display: 'flex', gap: 'var(--space-3)', alignItems: 'center' }}>
      <Button size="sm">Small</Button>
      <Button size="md">Medium</Button>
      <Button size="lg">Large</Button>
    </div>
  ),
};
