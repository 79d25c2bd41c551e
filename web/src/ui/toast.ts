import { createStore } from './store.ts';

/** A word about what was just done, with a way back where there is one. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => Promise<unknown>) | null;
  readonly state: 'shown' | 'undoing' | 'failed';
}

const shownAtMost = 3;
let serial = 0;

export const toasts = createStore<readonly Toast[]>([]);

/** Says it at the edge of the page; with `undo`, a button beside the words takes it back. */
export function toast(text: string, undo: Toast['undo'] = null): void {
  serial += 1;
  const next: Toast = { id: serial, text, undo, state: 'shown' };
  toasts.set([...toasts.get(), next].slice(-shownAtMost));
}

export const dismiss = (id: number): void =>
  toasts.set(toasts.get().filter((shown) => shown.id !== id));

/** Takes back what the toast tells of; the toast goes when that has worked, else it says so. */
export async function takeBack({ id, undo }: Toast): Promise<void> {
  if (undo === null) return;
  change(id, { state: 'undoing' });
  try {
    await undo();
    dismiss(id);
  } catch (error) {
    change(id, {
      state: 'failed',
      text: error instanceof Error
        ? `It could not be undone: ${error.message}`
        : 'It could not be undone.',
    });
  }
}

const change = (id: number, part: Partial<Toast>): void =>
  toasts.set(toasts.get().map((shown) => shown.id === id ? { ...shown, ...part } : shown));
