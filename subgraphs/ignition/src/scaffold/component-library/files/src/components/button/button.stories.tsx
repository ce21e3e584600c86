import { Button, type ButtonProps } from './button.js';

export default { title: 'Button', component: Button };

export const Primary: { args: ButtonProps } = { args: { children: 'Save changes' } };
export const Secondary: { args: ButtonProps } = { args: { variant: 'secondary', children: 'Cancel' } };
export const Danger: { args: ButtonProps } = { args: { variant: 'danger', children: 'Delete project' } };
export const Small: { args: ButtonProps } = { args: { size: 'sm', children: 'Edit' } };
export const Busy: { args: ButtonProps } = { args: { busy: true, children: 'Saving' } };
export const Disabled: { args: ButtonProps } = { args: { disabled: true, children: 'Save changes' } };
