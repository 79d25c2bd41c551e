import type { FunnelDefinition } from '@/api/answers.ts';
import type { Noun } from '@/question/noun.ts';
import { capital, lengthInWords, plural } from '@/ui/format.ts';
import type { Figure } from './figures.ts';
import { stageCounted } from './stageCounted.ts';

/** How a figure comes about, in words, with the numbers of the rules that say it exactly. */
export interface Counted {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly rules: readonly string[];
}

export interface Context {
  readonly definition: FunnelDefinition;
  readonly noun: Noun;
  /** `Nov 1 – 30 in Europe/Berlin`. */
  readonly days: string;
  /** `first_touch`, `last_touch`, `all_events` or `stage:K`; null where there are no groups. */
  readonly attribution: string | null;
}

export function howCounted(what: Figure, context: Context): Counted {
  switch (what.figure) {
    case 'stage':
      return stageCounted(what.stage, context);
    case 'step':
      return stepCounted(what.stage, context);
    case 'trend':
      return trendCounted(context);
    case 'groups':
      return groupsCounted(context);
    default:
      return plain(what.figure, context);
  }
}

type Plain = Exclude<Figure['figure'], 'stage' | 'step' | 'trend' | 'groups'>;

function plain(figure: Plain, context: Context): Counted {
  const { definition, noun } = context;
  const many = noun.many;
  const one = noun.one;
  const last = definition.stages.at(-1)?.name ?? '';
  const first = definition.stages[0]?.name ?? '';
  const answers: Readonly<Record<Plain, Counted>> = {
    rate: {
      title: 'Conversion',
      sentences: [
        `Of all ${many} who entered, the share that reached ${last}.`,
        `Each ${one} counts once, with the attempt that went furthest. ${stillOpen(context)}`,
      ],
      rules: ['F3', 'F8', 'F27', 'F29'],
    },
    interval: {
      title: '95% interval',
      sentences: [
        `If many like these came, 95 of 100 such intervals would hold the true rate. It is Wilson’s ` +
        'interval: the fewer there are, the wider it is.',
      ],
      rules: ['F29'],
    },
    entered: {
      title: 'Entered',
      sentences: [entered(context), `Each ${one} counts once, however often they began.`],
      rules: [definition.window_seconds === null ? 'F11' : 'F10', 'F3', 'F26'],
    },
    converted: {
      title: 'Converted',
      sentences: [`${capital(many)} who entered and reached ${last}. ${windowInWords(context)}`],
      rules: ['F6', 'F8', 'F9'],
    },
    median: {
      title: 'Median time',
      sentences: [
        `From the first stage to ${last}, in the attempt that counts: half took less, half more. ` +
        'Who did not convert is not in it.',
      ],
      rules: ['F28', 'F35'],
    },
    users: {
      title: capital(many),
      sentences: [
        `Who reached the stage, and every required stage before it. Each ${one} counts once.`,
      ],
      rules: ['F3', 'F9'],
    },
    'of entrants': {
      title: 'Of entrants',
      sentences: [`The stage’s ${many}, of those who reached ${first}.`],
      rules: ['F29'],
    },
    'of stage before': {
      title: 'Of stage before',
      sentences: [
        `The stage’s ${many}, of those who reached the last required stage before it.`,
      ],
      rules: ['F20', 'F29'],
    },
    left: {
      title: 'Left',
      sentences: [
        'Who reached the stage before and not this one, and for whom no event that is still to ' +
        'come could change that.',
      ],
      rules: ['F27', 'F37'],
    },
    waiting: {
      title: 'Still in time',
      sentences: [stillOpen(context), 'They count neither as gone on nor as left.'],
      rules: ['F6', 'F27'],
    },
    'median of step': {
      title: 'Median',
      sentences: [
        'From the last required stage before to this one: half took less, half more. The mean of ' +
        'the middle two where their number is even.',
      ],
      rules: ['F28'],
    },
    '90% of step': {
      title: '90% within',
      sentences: [
        'From the last required stage before to this one: nine in ten took at most so long, one ' +
        'in ten longer.',
      ],
      rules: ['F28'],
    },
    change: {
      title: 'On the days before',
      sentences: [
        'The same question about as many days, ending where these begin, seen from the same moment.',
        'Whether it could be chance is a test of two proportions; below 5% it is called unlikely.',
      ],
      rules: ['F39', 'F27'],
    },
    times: {
      title: 'Time to convert',
      sentences: [
        `From the first stage to ${last}, in the attempt that counts. A bar holds its lower end, not ` +
        'its upper one.',
      ],
      rules: ['F8', 'F28', 'F35'],
    },
  };
  return answers[figure];
}

function entered({ definition, noun, days }: Context): string {
  const first = definition.stages[0]?.name ?? '';
  if (definition.order === 'any') return `${capital(noun.many)} who did any one stage, ${days}.`;
  return `${capital(noun.many)} who reached ${first}, ${days}.`;
}

export function windowInWords({ definition: { window_seconds: window } }: Context): string {
  return window === null
    ? 'It may take as long as these days last.'
    : `There are ${lengthInWords(window)} for it, from the event that fills the first stage.`;
}

function stillOpen({ definition: { window_seconds: window }, noun }: Context): string {
  return window === null
    ? 'Without a time allowed nobody is waited for.'
    : `${capital(noun.many)} whose ${lengthInWords(window)} are not over may still go on.`;
}

function stepCounted(stage: number, context: Context): Counted {
  const { definition, noun } = context;
  const to = definition.stages[stage - 1]?.name ?? '';
  const from = requiredBefore(definition, stage)?.name ?? '';
  return {
    title: `${from} → ${to}`,
    sentences: [
      `Of the ${noun.many} at ${from}: those who reached ${to} went on, those who still have time ` +
      'wait, all others left.',
      'The biggest leak is where the largest share leaves, not the most: later stages have fewer to lose.',
      `Times are of those who went on. ± is half of Wilson’s 95% interval.`,
    ],
    rules: ['F20', 'F27', 'F28', 'F29'],
  };
}

export function requiredBefore(
  { stages }: FunnelDefinition,
  stage: number,
): FunnelDefinition['stages'][number] | undefined {
  return stages.slice(0, stage - 1).filter((it, index) => index === 0 || !it.optional).at(-1);
}

const trendCounted = ({ noun }: Context): Counted => ({
  title: 'Conversion over time',
  sentences: [
    `By when ${noun.many} entered, not by when they converted: who enters on Monday and buys on ` +
    'Friday belongs to Monday.',
    `Each ${noun.one} counts once in each point. The line is dotted where somebody may still convert.`,
  ],
  rules: ['F33', 'F34'],
});

function groupsCounted({ noun, attribution }: Context): Counted {
  const stage = /^stage:(\d+)$/.exec(attribution ?? '')?.[1];
  const [sentence, rule] = stage !== undefined
    ? [
      `The value is that of the event which fills stage ${stage}; who never did it is in no group.`,
      'F32',
    ]
    : attribution === 'all_events'
    ? ['One funnel for each value, over the events that carry it.', 'F31']
    : [
      `Each ${noun.one} is in one group: by the ${
        attribution === 'last_touch' ? 'last' : 'first'
      } value that is not blank, among the events that match a stage.`,
      'F30',
    ] as const;
  return {
    title: 'Groups',
    sentences: [
      sentence ?? '',
      'A group is called different where its rate against all others is unlikely to be chance, ' +
      `counting that so many ${plural(2, 'group is', 'groups are')} compared (Bonferroni).`,
    ],
    rules: [rule ?? 'F30', 'F29', 'F37'],
  };
}
