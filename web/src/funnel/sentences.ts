import { inNoun } from '@/question/noun.ts';
import { count, percentRange, plural, plusMinus, rate } from '@/ui/format.ts';
import type { Noun } from '@/question/noun.ts';
import type { Funnel, Step } from './model.ts';
import { fewest } from './statistics.ts';

/** What a screen reader hears at a step. */
export function stepLabel(step: Step, noun: Noun): string {
  const way = `${step.from.name} to ${step.to.name}`;
  if (step.from.users === 0) return `${way}: nobody yet`;
  const parts = [
    step.tooFew
      ? `${count(step.to.users)} of ${count(step.from.users)} continue, too few to tell`
      : `${rate(step.rate)} continue, ${plusMinus(step.interval)} points`,
    `${inNoun(step.left, noun)} left`,
    ...(step.waiting > 0 ? [`${count(step.waiting)} still in time`] : []),
  ];
  return `${way}: ${parts.join(', ')}`;
}

/** The line under the headline: the counts behind the rate, and what is still open. */
export function headlineDetail(funnel: Funnel, noun: Noun): string {
  const counts = `${count(funnel.converted)} of ${inNoun(funnel.entered, noun)}`;
  const open = funnel.waiting > 0
    ? ` ${count(funnel.waiting)} ${plural(funnel.waiting, 'is', 'are')} still in time.`
    : '';
  if (funnel.entered < fewest) return `${counts}, too few to tell.${open}`;
  const sure = funnel.interval ? `, plausibly ${percentRange(funnel.interval)}` : '';
  return `${counts}${sure}.${open}`;
}
