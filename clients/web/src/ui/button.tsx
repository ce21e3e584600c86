import type { ComponentProps } from 'react';
import styles from './ui.module.css';

export interface ButtonProps extends ComponentProps<'button'> {
  look?: 'primary' | 'secondary' | 'quiet';
  size?: 'normal' | 'small' | 'icon';
}

export function Button({ look = 'secondary', size = 'normal', className, type = 'button', ...rest }: ButtonProps) {
  const sizes = { normal: '', small: styles.small, icon: styles.iconOnly };
  return <button type={type} className={[styles.button, styles[look], sizes[size], className].filter(Boolean).join(' ')} {...rest} />;
}
