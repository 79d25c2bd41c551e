import type { FunnelDefinition } from '@/api/answers.ts';
import type { FunnelChange } from '@/api/endpoints.ts';
import type { FormErrors } from '@/ui/useForm.ts';

/** A funnel as it is being written in the form. */
export interface Draft {
  readonly name: string;
  readonly stages: readonly StageDraft[];
  readonly windowAmount: string;
  readonly windowUnit: WindowUnit;
}

export interface StageDraft {
  /** Stays with the stage when others come and go, so that the focus does too. */
  readonly key: number;
  readonly name: string;
  readonly event: string;
  /** What the form cannot show, made over the API: it stays with its stage. */
  readonly kept: Readonly<Record<string, unknown>>;
}

export const windowUnits = {
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  none: 0,
} as const;
export type WindowUnit = keyof typeof windowUnits;

export const fewestStages = 2;
export const mostStages = 20;

export interface Starter {
  readonly title: string;
  readonly about: string;
  readonly shares: readonly number[];
  readonly stages: readonly (readonly [string, string])[];
}

/** Places to begin; every word can be changed. */
export const starters: readonly Starter[] = [
  {
    title: 'Online shop',
    about: 'Visit, view, cart, checkout, purchase',
    shares: [1, 0.62, 0.36, 0.25, 0.18],
    stages: [
      ['Visit', 'page_view'],
      ['View product', 'view_product'],
      ['Add to cart', 'add_to_cart'],
      ['Start checkout', 'begin_checkout'],
      ['Purchase', 'purchase'],
    ],
  },
  {
    title: 'Product sign-up',
    about: 'Landing, sign-up, verify, first action',
    shares: [1, 0.45, 0.38, 0.24],
    stages: [
      ['Landing page', 'page_view'],
      ['Sign up', 'sign_up'],
      ['Verify e-mail', 'verify_email'],
      ['First action', 'first_action'],
    ],
  },
  {
    title: 'Lead form',
    about: 'Visit, open form, submit',
    shares: [1, 0.4, 0.22],
    stages: [['Visit', 'page_view'], ['Open form', 'form_open'], ['Submit', 'form_submit']],
  },
];

let lastKey = 0;
export const newStage = (name = '', event = ''): StageDraft => ({
  key: ++lastKey,
  name,
  event,
  kept: {},
});

export const emptyDraft = (): Draft => ({
  name: '',
  stages: [newStage(), newStage()],
  windowAmount: '14',
  windowUnit: 'days',
});

export const startFrom = (draft: Draft, starter: Starter): Draft => ({
  ...draft,
  name: starter.title,
  stages: starter.stages.map(([name, event]) => newStage(name, event)),
});

/** A saved funnel, to be changed. */
export function draftOf({ name, stages, window_seconds: window }: FunnelDefinition): Draft {
  const unit =
    (['days', 'hours', 'minutes'] as const).find((unit) =>
      window !== null && window % windowUnits[unit] === 0
    ) ?? 'minutes';
  return {
    name,
    stages: stages.map(({ name, event, any_of, filters, optional, first_time }) => ({
      ...newStage(name, any_of.length > 0 ? any_of.join(' or ') : event),
      kept: {
        ...(any_of.length > 0 ? { any_of } : {}),
        ...(filters.length > 0 ? { filters } : {}),
        ...(optional ? { optional } : {}),
        ...(first_time === null ? {} : { first_time }),
      },
    })),
    windowAmount: window === null ? '14' : String(window / windowUnits[unit]),
    windowUnit: window === null ? 'none' : unit,
  };
}

const keptWords: Readonly<Record<string, string>> = {
  any_of: 'its events',
  filters: 'its filters',
  optional: 'that it may be skipped',
  first_time: 'that it counts the first time only',
};

/** What of a stage can only be changed over the API. */
export function keptInWords({ kept }: StageDraft): string {
  const words = Object.keys(kept).map((key) => keptWords[key] ?? key);
  return words.length === 0 ? '' : `Kept as set over the API: ${words.join(', ')}.`;
}

/** `add_to_cart` reads `Add to cart`. */
export function titleFrom(event: string): string {
  const words = event.replaceAll(/[_\-.\s]+/g, ' ').trim();
  return words === '' ? '' : words[0]?.toUpperCase() + words.slice(1);
}

/** Moves a stage by one place, or leaves the list as it is at an end. */
export function moved(
  stages: readonly StageDraft[],
  from: number,
  by: 1 | -1,
): readonly StageDraft[] {
  const copy = [...stages];
  const [stage] = copy.splice(from, 1);
  if (!stage || from + by < 0 || from + by > copy.length) return stages;
  copy.splice(from + by, 0, stage);
  return copy;
}

/** Everything that is wrong, by field as the API would name it. */
export function faultsOf(draft: Draft): FormErrors {
  const faults: Record<string, string> = {};
  if (draft.name.trim() === '') faults['name'] = 'Give the funnel a name.';
  for (const [index, stage] of draft.stages.entries()) {
    const event = stage.event.trim();
    if (event === '') faults[`stages.${index}.event`] = 'Which event fills this stage?';
    if (!('any_of' in stage.kept) && [...event].length > 100) {
      faults[`stages.${index}.event`] = 'At most 100 characters.';
    }
  }
  if (draft.windowUnit !== 'none' && !(Number(draft.windowAmount) > 0)) {
    faults['window_seconds'] = 'Enter a number above 0, or choose no limit.';
  }
  return faults;
}

export const toApi = (draft: Draft): FunnelChange => ({
  name: draft.name.trim(),
  stages: draft.stages.map(({ name, event, kept }) => ({
    name: name.trim() || titleFrom(event),
    ...('any_of' in kept ? {} : { event: event.trim() }),
    ...kept,
  })),
  window_seconds: draft.windowUnit === 'none'
    ? null
    : Number(draft.windowAmount) * windowUnits[draft.windowUnit],
});
