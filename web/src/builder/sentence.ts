import { lengthInWords } from '@/ui/format.ts';
import { type Draft, spanOf, type StageDraft, titleOf, windowUnits } from './draft.ts';
import { conditionInWords } from './filters.ts';

/**
 * A definition as one sentence: “People who did View, then Save or Bookmark, then Buy where price is
 * at least 20, in this order, within 14 days.”
 */
export function sentenceOf(draft: Draft): string {
  const [first, ...later] = draft.stages.map((stage, index) => stageInWords(stage, index === 0));
  const then = draft.order === 'any' ? 'and' : draft.order === 'strict' ? 'at once' : 'then';
  const stages = [first, ...later.map((words) => `${then} ${words}`)].join(', ');
  const clauses = [orderInWords(draft), windowInWords(draft), ...heldInWords(draft)];
  return [`${unitInWords(draft)} ${stages}, ${clauses.join(', ')}.`, ...leftOut(draft)].join(' ');
}

/** The name that a stage goes by, or a gap. */
export const nounOf = (stage: StageDraft): string => titleOf(stage) || '…';

function stageInWords(stage: StageDraft, first: boolean): string {
  const others = stage.events.slice(1).map((event) => event.trim() || '…');
  const events = [nounOf(stage), ...others].join(' or ');
  const where = stage.conditions.map(conditionInWords).join(' and ');
  return [
    !first && stage.optional ? 'maybe ' : '',
    events,
    where === '' ? '' : ` where ${where}`,
    stage.firstTime === 'event'
      ? ' for the first time ever'
      : stage.firstTime === 'filtered'
      ? ' for the first time like this'
      : '',
  ].join('');
}

function unitInWords({ unit, unitProperty }: Draft): string {
  if (unit === 'users') return 'People who did';
  if (unit === 'sessions') return 'Sessions with';
  const whose = unit === 'property' ? '' : 'the person’s ';
  return `Each ${whose}${unitProperty.trim() || '…'} with`;
}

function orderInWords({ order, strictRepeat }: Draft): string {
  if (order === 'any') return 'in any order';
  if (order === 'ordered') return 'in this order';
  return strictRepeat === 'tolerate'
    ? 'strictly one after the other but for repeats'
    : 'strictly one after the other';
}

function windowInWords({ windowAmount, windowUnit }: Draft): string {
  if (windowUnit === 'none') return 'with no limit of time';
  const seconds = Number(windowAmount) * windowUnits[windowUnit];
  if (windowAmount.trim() === '' || !(seconds >= 0)) return 'within …';
  return seconds === 0 ? 'at the same instant' : `within ${lengthInWords(seconds)}`;
}

const heldInWords = ({ holdConstant }: Draft): readonly string[] =>
  holdConstant.map((name) => `with the same ${name.trim() || '…'} throughout`);

function leftOut(draft: Draft): readonly string[] {
  if (draft.exclusions.length === 0) return [];
  const who = draft.exclusions.map((exclusion) => {
    const [after, before] = spanOf(draft, exclusion).map((place) => {
      const stage = draft.stages[place - 1];
      return stage ? nounOf(stage) : '…';
    });
    const where = exclusion.conditions.map(conditionInWords).join(' and ');
    const between = draft.order === 'any' ? 'meanwhile' : `between ${after} and ${before}`;
    return `${exclusion.event.trim() || '…'}${where === '' ? '' : ` where ${where}`} ${between}`;
  }).join(' or ');
  return draft.exclusionEffect === 'leave_funnel'
    ? [`Who did ${who} is left out.`]
    : [`Who did ${who} counts up to there.`];
}
