import { type Draft, newStage } from './draft.ts';

export interface Starter {
  readonly title: string;
  readonly about: string;
  readonly shares: readonly number[];
  readonly stages: readonly (readonly [string, string])[];
}

/** Places to begin; every word can be changed. */
export const starters: readonly Starter[] = [
  {
    title: 'Online shop',
    about: 'Visit, view, cart, checkout, purchase',
    shares: [1, 0.62, 0.36, 0.25, 0.18],
    stages: [
      ['Visit', 'page_view'],
      ['View product', 'view_product'],
      ['Add to cart', 'add_to_cart'],
      ['Start checkout', 'begin_checkout'],
      ['Purchase', 'purchase'],
    ],
  },
  {
    title: 'Product sign-up',
    about: 'Landing, sign-up, verify, first action',
    shares: [1, 0.45, 0.38, 0.24],
    stages: [
      ['Landing page', 'page_view'],
      ['Sign up', 'sign_up'],
      ['Verify e-mail', 'verify_email'],
      ['First action', 'first_action'],
    ],
  },
  {
    title: 'Lead form',
    about: 'Visit, open form, submit',
    shares: [1, 0.4, 0.22],
    stages: [['Visit', 'page_view'], ['Open form', 'form_open'], ['Submit', 'form_submit']],
  },
];

export const startFrom = (draft: Draft, starter: Starter): Draft => ({
  ...draft,
  name: starter.title,
  stages: starter.stages.map(([name, event]) => newStage(name, event)),
});
