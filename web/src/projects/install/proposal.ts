import type { StoredEvent } from '@/api/explorer.ts';

/** A stage of a funnel as the API takes it. */
export interface ProposedStage {
  readonly name: string;
  readonly event: string;
  readonly filters?: readonly { readonly property: string; op: 'eq'; readonly value: string }[];
}

export const fewestStages = 2;
export const mostStages = 5;

/** What the tracker sends for a page, by itself. */
const view = 'page_view';

/**
 * A first funnel out of the events that came: the kinds that most people sent, in the order in
 * which most people sent them. Where there is only one kind, page views, it goes from page to page.
 * Null while there is too little for two stages.
 */
export function proposalFrom(events: readonly StoredEvent[]): readonly ProposedStage[] | null {
  const kinds = new Set(events.map(({ event_type: kind }) => kind));
  const byPage = kinds.size === 1 && kinds.has(view);
  const stageOf = byPage ? pageStage : kindStage;
  const found = new Map<string, Candidate>();
  const inTime = events.toSorted((one, other) => timeOf(one) - timeOf(other));
  for (const [place, event] of inTime.entries()) {
    const stage = stageOf(event);
    if (stage === null) continue;
    const candidate = found.get(stage.name) ?? { stage, firsts: new Map(), seen: place };
    found.set(stage.name, candidate);
    if (!candidate.firsts.has(event.user_id)) candidate.firsts.set(event.user_id, place);
  }
  const most = [...found.values()]
    .toSorted((one, other) => other.firsts.size - one.firsts.size || one.seen - other.seen)
    .slice(0, mostStages);
  return most.length < fewestStages ? null : inOrder(most).map(({ stage }) => stage);
}

interface Candidate {
  readonly stage: ProposedStage;
  /** For each person, the place in time of the first event that would fill this stage. */
  readonly firsts: Map<string, number>;
  readonly seen: number;
}

const timeOf = ({ timestamp }: StoredEvent): number => Date.parse(timestamp);

const kindStage = ({ event_type: kind }: StoredEvent): ProposedStage => ({
  name: titleOf(kind),
  event: kind,
});

function pageStage({ url }: StoredEvent): ProposedStage | null {
  if (url === null || !URL.canParse(url)) return null;
  const path = new URL(url).pathname;
  return {
    name: path === '/' ? 'Start page' : path,
    event: view,
    filters: [{ property: '$path', op: 'eq', value: path }],
  };
}

/** `add_to_cart` as people read it: `Add to cart`. */
export const titleOf = (kind: string): string => {
  const words = kind.replaceAll(/[-_.\s]+/g, ' ').trim();
  return words === '' ? kind : (words[0] ?? '').toUpperCase() + words.slice(1);
};

/** Who comes before most of the others comes first; of equals, whoever came first at all. */
function inOrder(candidates: readonly Candidate[]): readonly Candidate[] {
  const wins = new Map(candidates.map((candidate) => [
    candidate,
    candidates.filter((other) => other !== candidate && lead(candidate, other) > 0).length,
  ]));
  return candidates.toSorted((one, other) =>
    (wins.get(other) ?? 0) - (wins.get(one) ?? 0) || one.seen - other.seen
  );
}

/** How many more people did `one` before `other` than the other way round. */
function lead(one: Candidate, other: Candidate): number {
  let more = 0;
  for (const [person, place] of one.firsts) {
    const otherPlace = other.firsts.get(person);
    if (otherPlace !== undefined) more += place < otherPlace ? 1 : -1;
  }
  return more;
}

/** What the funnel is called until somebody finds a better name. */
export const nameOf = (stages: readonly ProposedStage[]): string =>
  `${stages[0]?.name ?? ''} to ${within(stages.at(-1)?.name ?? '')}`;

/** A name inside a sentence: a capital stays where the word is written in capitals. */
export const within = (name: string): string =>
  /^\p{Lu}\p{Ll}/u.test(name) ? (name[0] ?? '').toLowerCase() + name.slice(1) : name;

/** The window that the builder, too, begins with. */
const windowSeconds = 14 * 86_400;

export const definitionFrom = (stages: readonly ProposedStage[]) => ({
  name: nameOf(stages),
  stages: stages.map((stage) => ({ ...stage })),
  window_seconds: windowSeconds,
  order: 'ordered',
  count_by: 'users',
  hold_constant: [],
  exclusions: [],
  exclusion_effect: 'leave_funnel',
  strict_repeat: 'break',
  description: '',
});
