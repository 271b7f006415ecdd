import { createStore } from 'zustand/vanilla';

export interface Toast {
  id: number;
  text: string;
  undo?: () => void;
  /** Not read aloud: what it says is told otherwise. */
  quiet: boolean;
}

const UNDO_MS = 8_000;
const PLAIN_MS = 4_000;
/** A long text stays for as long as it takes to read. */
const CHARACTER_MS = 100;

export const toastStore = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));
let next = 1;

/** Says something in passing; with `undo` it stays for eight seconds and shows how long is left. `quiet`: it is not read
 * aloud. Its id is what it can be dismissed by before. */
export function toast(text: string, undo?: () => void, quiet = false): number {
  const id = next++;
  toastStore.setState(({ toasts }) => ({
    toasts: [...toasts, undo ? { id, text, undo, quiet } : { id, text, quiet }],
  }));
  setTimeout(() => dismiss(id), undo ? UNDO_MS : Math.max(PLAIN_MS, text.length * CHARACTER_MS));
  return id;
}

export function dismiss(id: number): void {
  toastStore.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) }));
}
