import { Icon } from '@/ui/icons.tsx';
import type { AnyIconName } from '@/ui/rareIcons.tsx';
import { MenuRow } from '@/ui/MenuRow.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { fewestStages, mostStages, type Order, type StageDraft } from './draft.ts';
import { newFilter } from './filters.ts';
import type { StageMoves } from './StageLine.tsx';

interface AddClauseProps {
  readonly stage: StageDraft;
  readonly index: number;
  readonly order: Order;
  readonly onChange: (part: Partial<StageDraft>) => void;
}

/** The clauses that a stage may have and has not. */
export function AddClause({ stage, index, order, onChange }: AddClauseProps): JSX.Element {
  return (
    <Popover
      label={`Stage ${index + 1}: more`}
      buttonClass='add-clause'
      buttonLabel={`Stage ${index + 1}: add a clause`}
      button={<Icon name='plus' size={14} />}
    >
      {(close) =>
        clausesFor(stage, index, order).map(({ icon, words, about, part }) => (
          <MenuRow
            key={words}
            icon={icon}
            words={
              <>
                <b>{words}</b>
                <span>{about}</span>
              </>
            }
            onPress={() => {
              close();
              onChange(part());
            }}
          />
        ))}
    </Popover>
  );
}

interface Clause {
  readonly icon: AnyIconName;
  readonly words: string;
  readonly about: string;
  readonly part: () => Partial<StageDraft>;
}

function clausesFor(stage: StageDraft, index: number, order: Order): readonly Clause[] {
  const { conditions, events, firstTime, optional } = stage;
  const clauses: Clause[] = [
    {
      icon: 'filter',
      words: 'Condition',
      about: 'where plan is pro',
      part: () => ({ conditions: [...conditions, newFilter()] }),
    },
    {
      icon: 'plus',
      words: 'Or another event',
      about: 'whichever comes first',
      part: () => ({ events: [...events, ''] }),
    },
  ];
  // The first stage begins an attempt, and in any order there is no next one to skip to.
  if (index > 0 && order !== 'any' && !optional) {
    clauses.push({
      icon: 'split',
      words: 'May be skipped',
      about: 'counted, but never in the way',
      part: () => ({ optional: true }),
    });
  }
  if (firstTime === '') {
    clauses.push({
      icon: 'flag',
      words: 'First time only',
      about: 'not when it is done again',
      part: () => ({ firstTime: 'event' }),
    });
  }
  return clauses;
}

interface StageMenuProps {
  readonly index: number;
  readonly of: number;
  readonly moves: StageMoves;
}

/** Everything that the handle and the keys do, by button. */
export function StageMenu({ index, of, moves }: StageMenuProps): JSX.Element {
  const number = index + 1;
  const rows: readonly (readonly [AnyIconName, string, string, boolean, () => void])[] = [
    ['up', 'Move up', `Move stage ${number} up`, index > 0, () => moves.move(index, index - 1)],
    [
      'down',
      'Move down',
      `Move stage ${number} down`,
      number < of,
      () => moves.move(index, index + 1),
    ],
    [
      'copy',
      'Duplicate',
      `Duplicate stage ${number}`,
      of < mostStages,
      () => moves.duplicate(index),
    ],
    ['close', 'Remove', `Remove stage ${number}`, of > fewestStages, () => moves.remove(index)],
  ];
  return (
    <Popover
      label={`Stage ${number}`}
      buttonClass='stage-menu'
      buttonLabel={`Stage ${number}: move, duplicate or remove`}
      button={<Icon name='more' />}
      align='end'
    >
      {(close) =>
        rows.map(([icon, words, label, may, work]) => (
          <MenuRow
            key={words}
            icon={icon}
            words={words}
            label={label}
            disabled={!may}
            onPress={() => {
              close();
              work();
            }}
          />
        ))}
    </Popover>
  );
}
