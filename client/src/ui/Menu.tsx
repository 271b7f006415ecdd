import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Language } from '../i18n/index.ts';
import { Icon, type IconName } from './icons.tsx';

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** One of a choice, chosen or not. */
  checked?: boolean;
  /** A choice of its own, on or off. */
  toggle?: boolean;
  /** Stands in one row with its like, above the others, by its icon alone. */
  inRow?: boolean;
  /** The language of the label, where it is not the page's. */
  lang?: Language;
  onSelect: () => void;
}

interface MenuProps {
  label: string;
  /** What the button shows: an icon, which `label` names, or words, which name it themselves. */
  children: ReactNode;
  words?: boolean;
  /** A function is asked when the menu opens. */
  items: readonly MenuItem[] | (() => readonly MenuItem[]);
  className?: string;
  /** Which edge of the button the menu is aligned with, and whether it opens upwards. */
  align?: 'start' | 'end';
  up?: boolean;
  /** Sets `data-kind` on the button. */
  kind?: string;
  /** Lies over everything, wherever there is room: for buttons inside something that cuts off what sticks out. */
  floating?: boolean;
}

const MARGIN = 8;
const OFFSET = 4;

/** A button with a menu (WAI-ARIA menu button pattern). */
export function Menu({
  label,
  children,
  items,
  words = false,
  className = 'icon-btn',
  align = 'end',
  up = false,
  kind,
  floating = false,
}: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    list.current?.querySelector('button')?.focus();
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  useLayoutEffect(() => {
    if (open && floating && list.current !== null && button.current !== null) float(list.current, button.current);
  }, [open, floating]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const entries = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    const inRow = document.activeElement?.closest('.menu-row') instanceof HTMLElement;
    const row = entries.filter((entry) => entry.closest('.menu-row') !== null).length;
    // A row is one step up or down, whatever of it one stands on.
    const below = entries[(inRow ? row : at + 1) % entries.length];
    const above = entries[(inRow || at < 0 ? entries.length - 1 : at - 1 + entries.length) % entries.length];
    const target = {
      ArrowDown: below,
      ArrowUp: above,
      ArrowRight: inRow ? entries[(at + 1) % entries.length] : undefined,
      ArrowLeft: inRow ? entries[(at - 1 + entries.length) % entries.length] : undefined,
      Home: entries[0],
      End: entries.at(-1),
    }[event.key];
    if (target) {
      event.preventDefault();
      target.focus();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') {
      setOpen(false);
    }
  };

  const entries = !open ? [] : typeof items === 'function' ? items() : items;
  const row = entries.filter(({ inRow }) => inRow === true);
  return (
    <div className="menu-root" ref={root}>
      <button
        ref={button}
        type="button"
        className={className}
        data-kind={kind}
        aria-label={words ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
      </button>
      {open && (
        <div
          ref={list}
          className="menu"
          role="menu"
          aria-label={label}
          popover={floating ? 'manual' : undefined}
          data-align={floating ? undefined : align}
          data-up={up && !floating ? '' : undefined}
          onKeyDown={move}
        >
          {row.length > 0 && (
            <div className="menu-row" role="group" aria-label={label}>
              {row.map((item) => (
                <Entry key={item.label} item={item} close={close} />
              ))}
            </div>
          )}
          {entries.map((item) => item.inRow !== true && <Entry key={item.label} item={item} close={close} />)}
        </div>
      )}
    </div>
  );
}

function Entry({ item, close }: { item: MenuItem; close: () => void }) {
  const short = item.inRow === true;
  return (
    <button
      type="button"
      role={roleOf(item)}
      aria-checked={item.checked}
      aria-label={short ? item.label : undefined}
      title={short ? item.label : undefined}
      lang={item.lang}
      tabIndex={-1}
      className={item.danger ? 't-danger' : undefined}
      onClick={() => {
        close();
        item.onSelect();
      }}
    >
      {item.checked !== undefined && <span className="tick">{item.checked && <Icon name="check" />}</span>}
      {item.icon && <Icon name={item.icon} />}
      {!short && item.label}
    </button>
  );
}

function roleOf({ checked, toggle = false }: MenuItem): string {
  if (checked === undefined) return 'menuitem';
  return toggle ? 'menuitemcheckbox' : 'menuitemradio';
}

/** Puts the list into the top layer, under its button or above it, inside the window. */
function float(menu: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  menu.showPopover();
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + OFFSET;
  const top = below + height + MARGIN <= innerHeight ? below : anchor.top - OFFSET - height;
  menu.style.top = `${Math.max(MARGIN, top)}px`;
  menu.style.left = `${Math.min(Math.max(MARGIN, anchor.right - width), innerWidth - width - MARGIN)}px`;
}
