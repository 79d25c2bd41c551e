import { clean, touch } from '../src/address.ts';
import { equal, withGlobals } from './browser.ts';

const page = 'https://shop.example/a?utm_source=news&token=1&gclid=g';
const browser = (referrer = '') => ({ location: new URL(page), document: { referrer } });

Deno.test('an address keeps campaign parameters, and others only by name', () => {
  withGlobals(browser(), () => {
    equal(clean(page), 'https://shop.example/a?utm_source=news&gclid=g');
    equal(clean(page, 'x,token'), 'https://shop.example/a?utm_source=news&token=1&gclid=g');
    equal(clean('/b?q=1#top'), 'https://shop.example/b');
    equal(clean('/b#top', '', true), 'https://shop.example/b#top');
    equal(clean(''), '');
  });
});

Deno.test('an e-mail address in an address is masked, also where it is encoded', () => {
  withGlobals(browser(), () => {
    equal(clean('/u/ada@example.com/x'), 'https://shop.example/u/*/x');
    equal(clean('/u?q=ada%40example.com', 'q'), 'https://shop.example/u?q=*');
  });
});

Deno.test('a touch names the campaign and a foreign referrer, never an own one', () => {
  withGlobals(browser('https://search.example/?q=shoes'), () => {
    equal(touch('first_'), {
      first_utm_source: 'news',
      first_gclid: 'g',
      first_referrer: 'https://search.example/',
    });
  });
  withGlobals(browser('https://shop.example/other'), () => {
    equal(Object.keys(touch('')), ['utm_source', 'gclid']);
  });
});
