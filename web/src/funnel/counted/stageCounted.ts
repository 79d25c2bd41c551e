import type { FunnelDefinition } from '@/api/answers.ts';
import { capital, count, lengthInWords } from '@/ui/format.ts';
import { type Context, type Counted, requiredBefore } from './sentences.ts';

type Stage = FunnelDefinition['stages'][number];

/** Which events fill a stage, and whose. */
export function stageCounted(number: number, context: Context): Counted {
  const { definition } = context;
  const stage = definition.stages[number - 1];
  if (stage === undefined) return { title: '', sentences: [], rules: [] };
  const rules = new Set<string>(['F3']);
  const sentences = [
    whoReaches(stage, number, context, rules),
    ...conditions(stage, rules),
    ...(stage.optional ? ['The stage may be skipped; later ones do not need it.'] : []),
    ...exclusions(context, rules),
  ];
  if (stage.optional) rules.add('F20');
  return { title: stage.name, sentences, rules: [...rules].sort(byNumber) };
}

const byNumber = (one: string, other: string): number =>
  Number(one.slice(1)) - Number(other.slice(1));

function whoReaches(stage: Stage, number: number, context: Context, rules: Set<string>): string {
  const { definition, noun, days } = context;
  const { order, window_seconds: window } = definition;
  const did = eventsOf(stage, rules);
  const within = window === null ? '' : `, within ${lengthInWords(window)} of the first stage`;
  if (window !== null && number > 1) rules.add('F6');
  if (order === 'any') {
    rules.add('F15');
    return number === 1
      ? `${capital(noun.many)} who did at least one stage, ${days}.`
      : `${capital(noun.many)} who did at least ${count(number)} different stages, in whichever ` +
        `order${within}.`;
  }
  if (number === 1) {
    rules.add(window === null ? 'F11' : 'F10');
    return `${capital(noun.many)} who did ${did}, ${days}.`;
  }
  const before = requiredBefore(definition, number)?.name ?? '';
  rules.add('F9');
  if (order === 'strict') {
    rules.add('F13');
    return `${capital(noun.many)} whose very next event after ${before} was ${did}${within}.`;
  }
  rules.add('F2');
  return `${capital(noun.many)} who did ${did} after ${before}${within}.`;
}

function eventsOf({ event, any_of: others }: Stage, rules: Set<string>): string {
  const names = [...new Set([event, ...others].filter((name) => name !== ''))];
  if (names.length > 1 || names[0] === '*') rules.add('F16');
  if (names.includes('*')) return 'any event';
  return new Intl.ListFormat(undefined, { type: 'disjunction' }).format(names);
}

function conditions({ filters, first_time: first }: Stage, rules: Set<string>): readonly string[] {
  if (filters.length > 0) rules.add('F17');
  if (first) rules.add('F19');
  return [
    ...(filters.length > 0
      ? [
        filters.length === 1
          ? 'The event must meet the stage’s condition.'
          : `The event must meet all ${count(filters.length)} conditions of the stage.`,
      ]
      : []),
    ...(first ? ['Only the first one in a person’s whole history counts.'] : []),
  ];
}

function exclusions({ definition }: Context, rules: Set<string>): readonly string[] {
  const held = definition.hold_constant.join(', ');
  if (definition.exclusions.length > 0) {
    rules.add('F22');
    rules.add(definition.exclusion_effect === 'stop_attempt' ? 'F24' : 'F23');
  }
  if (held !== '') rules.add('F21');
  return [
    ...(held === '' ? [] : [`All stages must share ${held}.`]),
    ...definition.exclusions.map(({ event }) =>
      definition.exclusion_effect === 'stop_attempt'
        ? `Where ${event} comes in between, the attempt counts only up to there.`
        : `Who did ${event} in between is not counted.`
    ),
  ];
}
