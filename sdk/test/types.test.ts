import type { Tracker } from '../src/iafa.d.ts';
import type { init } from '../src/module.ts';
import type { init as declared } from '../src/iafa.d.ts';
import { equal } from './browser.ts';

// Nothing here runs but the last line of each: `deno check` is the test.

type Shop = {
  add_to_cart: { sku: string; price?: number };
  purchase: { total: number };
};

Deno.test('names and properties of events are checked where a page declares them', () => {
  const calls = (shop: Tracker<Shop>) => {
    shop.track('add_to_cart', { sku: 'a', price: 1 });
    // @ts-expect-error: a name with a typo
    shop.track('add_to_card', { sku: 'a' });
    // @ts-expect-error: a property of another type
    shop.track('purchase', { total: '80' });
    // @ts-expect-error: a choice that is none
    shop.consent('maybe');
  };
  equal(typeof calls, 'function');
});

Deno.test('the module is what its declaration says', () => {
  const same: typeof declared = undefined as unknown as typeof init;
  equal(same, undefined);
});
