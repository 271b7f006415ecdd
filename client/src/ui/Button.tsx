import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icons.tsx';

type Kind = 'primary' | 'default' | 'quiet' | 'danger' | 'danger-quiet';
type Size = 'sm' | 'md' | 'lg';

interface Look {
  kind?: Kind;
  size?: Size;
  block?: boolean;
  icon?: IconName;
}

interface ButtonProps extends Look, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  /** Keeps label and width and takes no second press. */
  busy?: boolean;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** One `primary` a view. */
export function Button({
  kind,
  size,
  block,
  icon,
  busy = false,
  className,
  type = 'button',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={look({ ...(kind && { kind }), ...(size && { size }), ...(block && { block }) }, className)}
      data-busy={busy ? '' : undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export function LinkButton({ href, children, icon, ...rest }: Look & { href: string; children: ReactNode }) {
  return (
    <Link href={href} className={look(rest)}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label' | 'className'> {
  icon: IconName;
  label: string;
  small?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon, label, small = false, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={small ? 'icon-btn icon-btn-sm' : 'icon-btn'}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} size={small ? 16 : 20} />
    </button>
  );
}

function look({ kind = 'default', size = 'md', block = false }: Look, more?: string): string {
  const names = ['btn'];
  if (kind !== 'default') names.push(`btn-${kind}`);
  if (size !== 'md') names.push(`btn-${size}`);
  if (block) names.push('btn-block');
  if (more !== undefined) names.push(more);
  return names.join(' ');
}
