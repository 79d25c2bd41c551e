import { anything, boolean, list, nullable, number, object, text } from '@/api/schema.ts';
import { type Draft, freshKeys } from './draft.ts';

/** Changes that were not saved stay in this browser until they are saved or thrown away. */
export interface KeptDraft {
  readonly draft: Draft;
  readonly at: number;
  /** The version they were made on; null for a funnel that is not saved yet. */
  readonly version: string | null;
}

const conditions = list(anything());
const Kept = object({
  at: number(),
  version: nullable(text()),
  draft: object({
    name: text(),
    description: text(),
    stages: list(object({
      key: number(),
      name: text(),
      events: list(text()),
      conditions,
      optional: boolean(),
      firstTime: text(),
      given: anything(),
    })),
    windowAmount: text(),
    windowUnit: text(),
    order: text(),
    strictRepeat: text(),
    unit: text(),
    unitProperty: text(),
    holdConstant: list(text()),
    exclusions: list(object({
      key: number(),
      event: text(),
      conditions,
      after: nullable(number()),
      before: nullable(number()),
    })),
    exclusionEffect: text(),
  }),
});

/** `funnel` is null for a new one. The name says the form too: an older one is not read. */
const keyFor = (project: string, funnel: string | null): string =>
  `iafa.draft.1.${project}.${funnel ?? 'new'}`;

export function keptDraft(project: string, funnel: string | null): KeptDraft | null {
  try {
    const parsed = Kept.parse(JSON.parse(localStorage.getItem(keyFor(project, funnel)) ?? 'null'));
    if (!parsed.ok || parsed.value.draft.stages.length === 0) return null;
    const { at, version, draft } = parsed.value;
    return { at, version, draft: freshKeys(draft as unknown as Draft) };
  } catch {
    // Storage may be refused, or hold what somebody else wrote: then nothing was kept.
    return null;
  }
}

export function keepDraft(project: string, funnel: string | null, kept: KeptDraft): boolean {
  try {
    localStorage.setItem(keyFor(project, funnel), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(project: string, funnel: string | null): void {
  try {
    localStorage.removeItem(keyFor(project, funnel));
  } catch {
    // Without storage nothing was kept.
  }
}
