import { TextField, type TextFieldProps } from './TextField';

export default { title: 'Luminera/TextField', component: TextField };

export const Plain: { args: TextFieldProps } = { args: { label: 'Project name', placeholder: 'aurora' } };
export const WithHint: { args: TextFieldProps } = {
  args: { label: 'Package name', hint: 'Small letters, digits and hyphens.', required: true },
};
export const Invalid: { args: TextFieldProps } = {
  args: { label: 'Package name', defaultValue: '../up', error: 'Only small letters, digits and hyphens.' },
};
export const Disabled: { args: TextFieldProps } = { args: { label: 'Registry', defaultValue: 'registry.local', disabled: true } };
