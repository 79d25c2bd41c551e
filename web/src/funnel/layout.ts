import type { View } from '@/question/question.ts';

/** Labels collide in columns narrower than the first; one that scrolls anyway may be roomier. */
const narrowestColumn = 112;
const scrollingColumn = 132;
/** The note needs this much of the river's last column, else it goes below. */
const noteColumn = 208;
/** Beside bars, whose last column is taken, with the space before it. */
const noteBeside = 284;

export interface Layout {
  /** How wide the picture is; beyond its room it scrolls. */
  readonly width: number;
  readonly noteAt: 'corner' | 'side' | 'below';
}

export function layoutFor(view: View, room: number, isPhone: boolean, stages: number): Layout {
  if (isPhone) return { width: room, noteAt: 'below' };
  if (view === 'bars' && room - noteBeside >= scrollingColumn * stages) {
    return { width: room - noteBeside, noteAt: 'side' };
  }
  const fits = room >= narrowestColumn * stages;
  const width = fits ? room : Math.max(room, scrollingColumn * stages);
  return { width, noteAt: view === 'river' && width / stages >= noteColumn ? 'corner' : 'below' };
}
