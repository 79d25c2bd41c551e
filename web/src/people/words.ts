import type { FunnelAnswer, FunnelDefinition } from '@/api/answers.ts';
import type { Status, Whom } from '@/api/asked.ts';
import type { FunnelPerson } from '@/api/reports.ts';
import { inNoun, nounFor } from '@/question/noun.ts';
import type { Table } from '@/ui/csv.ts';
import { capital } from '@/ui/format.ts';

/** Whose list it is, as a sentence; `n` null while it is not known. */
export function titleOf(
  { stages, count_by }: Pick<FunnelDefinition, 'stages' | 'count_by'>,
  { stage, status }: Whom,
  n: number | null,
): string {
  const name = stages[stage - 1]?.name ?? `stage ${stage}`;
  const noun = nounFor(count_by);
  const who = n === null ? capital(noun.many) : inNoun(n, noun);
  const is = n === 1 ? 'is' : 'are';
  const words: Readonly<Record<Status, string>> = {
    reached: `${who} reached ${name}`,
    converted: `${who} went on from ${name}`,
    dropped: `${who} left before ${name}`,
    waiting: `${who} ${is} still in time for ${name}`,
  };
  return words[status];
}

/** The chart's own number for a list of everyone; a group's is known once its list has come. */
export function expected(
  answer: Pick<FunnelAnswer, 'stages'> | null,
  { stages }: Pick<FunnelDefinition, 'stages'>,
  whom: Whom,
): number | null {
  const stage = answer?.stages[whom.stage - 1];
  if (!answer || !stage || whom.group !== null) return null;
  switch (whom.status) {
    case 'reached':
      return stage.users;
    case 'dropped':
      return stage.dropped_users;
    case 'waiting':
      return stage.waiting_users;
    case 'converted': {
      // Who went on reached the next stage that nobody may skip; at the last, who reached it.
      const next = stages.findIndex(({ optional }, place) => place >= whom.stage && !optional);
      return next === -1 ? stage.users : answer.stages[next]?.users ?? null;
    }
  }
}

/** The tabs above the list. Before the first stage nobody can be lost. */
export const tabsOf = (stage: number): readonly Status[] =>
  stage === 1 ? ['reached', 'converted'] : ['reached', 'converted', 'dropped', 'waiting'];

export const tabNames: Readonly<Record<Status, string>> = {
  reached: 'Reached',
  converted: 'Went on',
  dropped: 'Left before',
  waiting: 'Still in time',
};

export const peopleTable = (
  { stages }: Pick<FunnelDefinition, 'stages'>,
  people: readonly FunnelPerson[],
): Table => ({
  columns: ['person', 'reached', 'entered at', ...stages.map(({ name }) => name), 'last event at'],
  rows: people.map((person) => [
    person.user_id,
    stages[person.reached_stage - 1]?.name ?? String(person.reached_stage),
    person.entered_at ?? '',
    ...stages.map((_, index) => person.stage_times[index] ?? ''),
    person.last_event_at ?? '',
  ]),
});

export const matching = (
  people: readonly FunnelPerson[],
  typed: string,
): readonly FunnelPerson[] => {
  const wanted = typed.trim().toLowerCase();
  return wanted === ''
    ? people
    : people.filter(({ user_id: id }) => id.toLowerCase().includes(wanted));
};
