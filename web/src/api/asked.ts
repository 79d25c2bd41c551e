/** What can be asked of a funnel beside its days. */
export interface Split {
  /** At least one, at most `mostProperties`; several make one value together. */
  readonly properties: readonly string[];
  readonly scope: 'event' | 'user';
  /** `first_touch`, `last_touch`, `all_events` or `stage:K`. */
  readonly attribution: string;
}

/** What the API takes. */
export const mostProperties = 4;

export const intervals = ['hour', 'day', 'week', 'month'] as const;
export type Interval = (typeof intervals)[number];

export const statuses = ['reached', 'converted', 'dropped', 'waiting'] as const;
export type Status = (typeof statuses)[number];

/** Whom a list of people is about. */
export interface Whom {
  readonly stage: number;
  readonly status: Status;
  readonly split: Split | null;
  /** One group of the split; null for everyone. */
  readonly group: string | null;
}
