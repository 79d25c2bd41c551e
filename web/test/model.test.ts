import { nounFor } from '@/question/noun.ts';
import { headlineDetail, stepLabel } from '@/funnel/sentences.ts';
import { wilson } from '@/funnel/statistics.ts';
import { funnelOf } from './fixture/funnel.ts';
import { close, equal } from './expect.ts';

const people = { one: 'person', many: 'people' };

Deno.test('wilson’s interval, against published values', () => {
  // Newcombe 1998, table I: 81 of 263 and 15 of 148 and 0 of 20.
  const cases: readonly (readonly [number, number, number, number])[] = [
    [81, 263, 25.53, 36.62],
    [15, 148, 6.24, 16.05],
    [0, 20, 0, 16.11],
    [1, 29, 0.61, 17.18],
  ];
  for (const [k, n, low, high] of cases) {
    close(wilson(k, n)[0], low, 0.006);
    close(wilson(k, n)[1], high, 0.006);
  }
  equal(wilson(0, 0), [0, 100]);
});

Deno.test('the biggest leak is the largest share lost, not the most people', () => {
  equal(funnelOf([4812, 2728, 1187, 741, 516]).leak, 1);
  equal(funnelOf([1000, 990, 985]).leak, null);
});

Deno.test('those who still have time have not left', () => {
  const funnel = funnelOf([1000, 400, 300], [0, 500, 0]);
  equal(funnel.leak, 1);
  equal([funnel.steps[0]!.left, funnel.steps[0]!.waiting, funnel.waiting], [100, 500, 500]);
});

Deno.test('too few people make no leak and no promise', () => {
  const funnel = funnelOf([11, 4, 1], [0, 3, 1]);
  equal([funnel.leak, funnel.steps[0]!.tooFew, funnel.steps[0]!.whatIf], [null, true, null]);
  equal(headlineDetail(funnel, people), '1 of 11 people, too few to tell. 4 are still in time.');
  equal(
    stepLabel(funnel.steps[0]!, people),
    'S1 to S2: 4 of 11 continue, too few to tell, 4 people left, 3 still in time',
  );
});

Deno.test('what a better step would bring, all else equal', () => {
  const { steps } = funnelOf([4812, 2728, 1187, 741, 516]);
  equal(steps[1]!.whatIf, { rate: 50, more: 77 });
  equal(funnelOf([100, 97]).steps[0]!.whatIf, null);
  equal(funnelOf([100, 0]).steps[0]!.whatIf, null);
});

Deno.test('sentences for screen readers and the headline', () => {
  const funnel = funnelOf([4812, 2728, 1187]);
  equal(
    stepLabel(funnel.steps[1]!, people),
    'S2 to S3: 43.5% continue, ±1.9 points, 1,541 people left',
  );
  equal(headlineDetail(funnel, people), '1,187 of 4,812 people, plausibly 23.5 to 25.9%.');
  equal(stepLabel(funnelOf([5, 0, 0]).steps[1]!, people), 'S2 to S3: nobody yet');
});

Deno.test('what is counted has its own words', () => {
  equal(nounFor('users').many, 'people');
  equal(nounFor('sessions').one, 'session');
  equal(nounFor({ property: 'cart_id' }).many, 'values of cart_id');
  equal(nounFor({ user_property: 'company' }).one, 'value of company');
  equal(nounFor(null).many, 'units');
});
