/**
 * Which steps can take the same event, and when one instant's events are enough for several of
 * them: P. Hall, "On representatives of subsets", J. London Math. Soc. 10 (1935). Steps can be
 * given an event each if every few of them have at least as many events between them.
 */
import type { Stage } from './definition.ts';
import { exclude } from './filters.ts';
import { Refusal } from './refusal.ts';

/** With more kinds of steps that share events the conditions would fill pages. */
const mostKinds = 5;

/** Steps that must be looked at together, by number in order. */
export type Group = readonly number[];

const share = (one: Stage, other: Stage): boolean =>
  (one.events === null || other.events === null ||
    one.events.some((name) => other.events?.includes(name))) &&
  !exclude(one.filters, other.filters);

/** Equal for steps that take the same events. */
const kindOf = ({ events, filters, firstTime }: Stage): string =>
  JSON.stringify([events && [...events].sort(), filters, firstTime]);

export class Overlap {
  readonly #groups: readonly Group[];
  readonly #kinds: ReadonlyMap<number, string>;

  constructor(stages: readonly Stage[]) {
    this.#kinds = new Map(stages.map((stage) => [stage.number, kindOf(stage)]));
    let groups: Stage[][] = [];
    for (const stage of stages) {
      const joined = groups.filter((group) => group.some((other) => share(stage, other)));
      const others = groups.filter((group) => !joined.includes(group));
      groups = [...others, [...joined.flat(), stage]];
    }
    this.#groups = groups.map((group) =>
      group.map(({ number }) => number).sort((one, other) => one - other)
    );
    for (const group of this.#groups) {
      if (this.#kindsOf(group).length > mostKinds) {
        throw new Refusal(
          `More than ${mostKinds} different steps can take the same event. ` +
            'Which one it fills cannot be said in readable SQL.',
        );
      }
    }
  }

  get groups(): readonly Group[] {
    return this.#groups;
  }

  #kindsOf(group: Group): readonly string[] {
    return [...new Set(group.map((number) => this.#kinds.get(number) ?? ''))];
  }

  #groupOf(stage: number): Group {
    return this.#groups.find((group) => group.includes(stage)) ?? [stage];
  }

  /** Whether another step can take an event of this one. */
  shares(stage: number): boolean {
    return this.#groupOf(stage).length > 1;
  }

  /**
   * The sets of steps, `stage` among them, that must have as many events between them as they are.
   * Of steps that take the same events all count, or all from one of them on.
   */
  setsWith(stage: number, candidates: readonly number[]): readonly Group[] {
    const group = this.#groupOf(stage).filter((it) => it === stage || candidates.includes(it));
    return this.closedSets(group).filter((set) => set.includes(stage));
  }

  /** The sets of steps of a group that hold all of a kind between their first and their last. */
  closedSets(group: Group): readonly Group[] {
    const kinds = this.#kindsOf(group);
    const found = new Map<string, Group>();
    for (let chosen = 1; chosen < 1 << kinds.length; chosen += 1) {
      const members = group.filter((stage) =>
        chosen & 1 << kinds.indexOf(this.#kinds.get(stage) ?? '')
      );
      for (const [from] of members.entries()) {
        for (let end = from + 1; end <= members.length; end += 1) {
          const set = members.slice(from, end);
          found.set(set.join(), set);
        }
      }
    }
    return [...found.values()];
  }

  /** All sets of steps with `stage` among them: where some of the others may have been skipped. */
  anySetsWith(stage: number): readonly Group[] {
    const others = this.#groupOf(stage).filter((it) => it !== stage);
    if (others.length > mostKinds) {
      throw new Refusal(
        `An optional step takes the same event as ${others.length} others. ` +
          'Which one it fills cannot be said in readable SQL.',
      );
    }
    return Array.from(
      { length: 1 << others.length },
      (_, chosen) =>
        [stage, ...others.filter((_, place) => chosen & 1 << place)]
          .sort((one, other) => one - other),
    );
  }

  /** The sets of whole kinds, for how many steps there are events in all. */
  wholeKinds(group: Group): readonly Group[] {
    const kinds = this.#kindsOf(group);
    return Array.from(
      { length: (1 << kinds.length) - 1 },
      (_, index) =>
        group.filter((stage) => (index + 1) & 1 << kinds.indexOf(this.#kinds.get(stage) ?? '')),
    );
  }
}

/** The column that counts the events of one instant that any of these steps can take. */
export const countOf = (set: Group): string =>
  set.length === 1 ? `fills_${set[0]}` : `events_${set.join('_')}`;

export const anyOfThem = (set: Group): string => set.map((stage) => `fills_${stage}`).join(' OR ');
