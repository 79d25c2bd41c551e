import { changesFrom } from '@/funnel/comparison.ts';
import { StepNote } from '@/funnel/StepNote.tsx';
import { equal, match } from './expect.ts';
import { answerOf, funnelOf } from './fixture/funnel.ts';
import { render } from './render.ts';

const noun = { one: 'person', many: 'people' };

/** What the note says of the first of three steps, beside the days before. */
function noteBeside(before: readonly number[]): string {
  const funnel = funnelOf([4812, 2728, 1187]);
  const { stages, date_range } = answerOf(before);
  const changes = changesFrom(funnel, { stages, date_range });
  const view = render(<StepNote funnel={funnel} step={0} noun={noun} changes={changes} />);
  const text = view.text();
  view.unmount();
  return text;
}

Deno.test('the note on a step says how far it is from the days before', () => {
  match(noteBeside([4000, 1000, 500]), /31\.7 points above the previous 30 days, unlikely/);
});

Deno.test('where nobody was there before, a step is above nothing', () => {
  const text = noteBeside([0, 0, 0]);
  match(text, /Too few people to compare with the previous 30 days\./);
  equal(/points above/.test(text), false);
});
