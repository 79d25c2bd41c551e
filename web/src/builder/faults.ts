import type { FieldFault } from '@/api/problem.ts';
import type { FormErrors } from '@/ui/useForm.ts';
import { eventsToApi } from './definition.ts';
import { type Draft, proposedName } from './draft.ts';
import { type Condition, isKept, takesValue } from './filters.ts';

/** Everything that is missing or wrong, by the field it stands at: `stages.0.events.1`. */
export function faultsOf(draft: Draft): FormErrors {
  const faults: Record<string, string> = {};
  if (draft.name.trim() === '' && proposedName(draft) === '') {
    faults['name'] = 'Give the funnel a name.';
  }
  for (const [index, { events, conditions }] of draft.stages.entries()) {
    for (const [place, event] of events.entries()) {
      const field = `stages.${index}.events.${place}`;
      if (event.trim() === '') faults[field] = 'Which event fills this stage?';
      else if ([...event.trim()].length > 100) faults[field] = 'At most 100 characters.';
    }
    Object.assign(faults, faultsAmong(conditions, `stages.${index}`));
  }
  for (const [index, { event, conditions }] of draft.exclusions.entries()) {
    if (event.trim() === '') faults[`exclusions.${index}.event`] = 'Which event?';
    Object.assign(faults, faultsAmong(conditions, `exclusions.${index}`));
  }
  if (draft.unit.endsWith('property') && draft.unitProperty.trim() === '') {
    faults['count_by'] = 'Which property?';
  }
  const amount = draft.windowAmount.trim();
  if (draft.windowUnit !== 'none' && !(amount !== '' && Number(amount) >= 0)) {
    faults['window_seconds'] = 'Enter a number, or choose “no limit”.';
  }
  return faults;
}

function faultsAmong(conditions: readonly Condition[], field: string): FormErrors {
  const faults: Record<string, string> = {};
  for (const [place, condition] of conditions.entries()) {
    if (isKept(condition)) continue;
    const at = `${field}.filters.${place}`;
    if (condition.property.trim() === '') faults[`${at}.property`] = 'Which property?';
    else if (takesValue(condition.op) && condition.values.every((value) => value === '')) {
      faults[`${at}.value`] = 'Which value?';
    }
  }
  return faults;
}

/** What the server says, at the fields that the page shows; what has none of its own is `form`. */
export function faultsFrom(faults: readonly FieldFault[], draft: Draft): FormErrors {
  const found: Record<string, string> = {};
  for (const { field, message } of faults) {
    const at = fieldFor(field.replace(/^definition\./, ''), draft);
    found[at] = found[at] === undefined || found[at] === message
      ? message
      : `${found[at]} ${message}`;
  }
  return found;
}

function fieldFor(field: string, draft: Draft): string {
  const [, stage, what, place] = /^stages\.(\d+)\.(event|any_of)(?:\.(\d+))?/.exec(field) ?? [];
  if (stage !== undefined) {
    const among = draft.stages[Number(stage)];
    const sent = among ? eventsToApi(among) : {};
    const shift = sent.event === undefined ? 0 : 1;
    const at = what === 'event' ? 0 : Number(place ?? 0) + shift;
    return `stages.${stage}.events.${Math.min(at, (among?.events.length ?? 1) - 1)}`;
  }
  if (/^(stages|exclusions)\.\d+/.test(field)) return field;
  const known = ['name', 'description', 'window_seconds', 'order', 'count_by', 'hold_constant'];
  return known.find((name) => field.startsWith(name)) ?? 'form';
}

/** The words at a field or at anything inside it, each once. */
export const wordsAt = (errors: FormErrors, field: string): readonly string[] => [
  ...new Set(
    Object.entries(errors)
      .filter(([name]) => name === field || name.startsWith(`${field}.`))
      .map(([, words]) => words),
  ),
];
