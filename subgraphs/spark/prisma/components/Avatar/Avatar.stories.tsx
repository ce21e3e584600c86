import { Avatar, type AvatarProps } from './Avatar';

export default { title: 'Luminera/Avatar', component: Avatar };

export const Initials: { args: AvatarProps } = { args: { name: 'Ada Lovelace' } };
export const Online: { args: AvatarProps } = { args: { name: 'Grace Hopper', status: 'online' } };
export const MissingPicture: { args: AvatarProps } = { args: { name: 'Alan Turing', src: 'data:image/png;base64,' } };

export const Sizes = {
  render: () => (
    <div style={{ display: 'flex', gap: 'var(--space-3)', alignItems: 'center' }}>
      <Avatar name="Small One" size="sm" />
      <Avatar name="Medium One" size="md" />
      <Avatar name="Large One" size="lg" status="away" />
    </div>
  ),
};
