import { CHOICE, makeStore } from '../src/store.ts';
import { equal, fakeStorage, withGlobals } from './browser.ts';

Deno.test('nothing is on the device before it is allowed, and then what was in memory is', () => {
  const localStorage = fakeStorage();
  withGlobals({ localStorage }, () => {
    const store = makeStore('t.');
    store.write('a', { n: 1 });
    equal(Object.keys(localStorage), []);
    equal(store.read('a'), { n: 1 });
    store.open(true);
    equal(Object.keys(localStorage), ['t.a']);
    equal(makeStoreOpen('t.').read('a'), { n: 1 });
  });
});

function makeStoreOpen(prefix: string) {
  const store = makeStore(prefix);
  store.open(true);
  return store;
}

Deno.test("a person's choice is on the device even where nothing else may be", () => {
  const localStorage = fakeStorage();
  withGlobals({ localStorage }, () => {
    makeStore('t.').write(CHOICE, { made: 'denied' });
    equal(makeStore('t.').read(CHOICE), { made: 'denied' });
    equal(makeStore('u.').read(CHOICE), {});
  });
});

Deno.test('clearing leaves the choice and what is not ours', () => {
  const localStorage = fakeStorage();
  withGlobals({ localStorage }, () => {
    localStorage.setItem('host', 'x');
    const store = makeStoreOpen('t.');
    store.write('a', 1);
    store.write(CHOICE, { made: 'denied' });
    store.clear();
    equal(Object.keys(localStorage), ['host', 't.choice']);
  });
});

Deno.test('what the device has no room for stays in memory', () => {
  const localStorage = fakeStorage(2);
  withGlobals({ localStorage }, () => {
    const store = makeStoreOpen('t.');
    for (const name of ['a', 'b', 'c']) store.write(name, { name });
    equal(Object.keys(localStorage), ['t.a', 't.b']);
    equal(store.names(''), ['a', 'b', 'c']);
    equal(store.read('c'), { name: 'c' });
    store.remove('c');
    equal(store.names(''), ['a', 'b']);
  });
});

Deno.test('where there is no storage, memory does', () => {
  withGlobals({ localStorage: null }, () => {
    const store = makeStoreOpen('t.');
    store.write('a', { n: 1 });
    equal([store.read('a'), store.names('')], [{ n: 1 }, ['a']]);
  });
});

Deno.test('what others have written there is nothing, not an error', () => {
  const localStorage = fakeStorage();
  withGlobals({ localStorage }, () => {
    const store = makeStoreOpen('t.');
    for (const text of ['{', 'null', '5', '"text"', '']) {
      localStorage.setItem('t.a', text);
      equal(store.read<{ id: string }>('a').id, undefined);
    }
  });
});
