import { keepFocus } from '@/ui/keptFocus.ts';
import { equal } from './expect.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

/** A page of this, in which the focus is kept; gives what has the focus, by its words. */
async function within(html: string, work: (page: HTMLElement) => void): Promise<string> {
  const page = document.createElement('div');
  page.innerHTML = html;
  document.body.append(page);
  const end = keepFocus();
  work(page);
  await settled();
  const { activeElement } = document;
  end();
  const words = activeElement === document.body ? '' : activeElement?.textContent ?? '';
  page.remove();
  return words;
}

const find = (page: Element, selector: string): HTMLElement => {
  const found = page.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
};

const list = '<main id="main" tabindex="-1"><a href="#top">Top</a><ul>' +
  ['One', 'Two', 'Three'].map((name) => `<li id="${name}"><button>${name}</button></li>`).join('') +
  '</ul><a href="#end">End</a></main>';

Deno.test('the focus of a row that goes is the next row’s', async () => {
  const words = await within(list, (page) => {
    find(page, '#Two button').focus();
    find(page, '#Two').remove();
  });
  equal(words, 'Three');
});

Deno.test('of the next row it is the same button', async () => {
  const rows = '<main><ul>' +
    ['One', 'Two'].map((name) =>
      `<li id="${name}"><a href="#">${name}</a><button class="more">${name}: more</button></li>`
    ).join('') + '</ul></main>';
  const words = await within(rows, (page) => {
    find(page, '#One .more').focus();
    find(page, '#One').remove();
  });
  equal(words, 'Two: more');
});

Deno.test('what is drawn instead comes before what stands behind it', async () => {
  const words = await within(list, (page) => {
    find(page, '#Two button').focus();
    find(page, '#Two').outerHTML = '<li><button>Other</button></li>';
  });
  equal(words, 'Other');
});

Deno.test('after the last row of a list it is the one before', async () => {
  const words = await within(list, (page) => {
    find(page, '#Three button').focus();
    find(page, '#Three').remove();
  });
  equal(words, 'Two');
});

Deno.test('where all of a list goes, what follows it has the focus', async () => {
  const words = await within(list, (page) => {
    find(page, '#Three button').focus();
    find(page, 'ul').remove();
  });
  equal(words, 'End');
});

Deno.test('from what lay over the page it goes back where one was before', async () => {
  const toast =
    '<section class="toasts"><ul><li><button id="undo">Undo</button></li></ul></section>';
  const words = await within(list + toast, (page) => {
    find(page, '#One button').focus();
    find(page, '#undo').focus();
    find(page, '.toasts li').remove();
  });
  equal(words, 'One');
});

Deno.test('whoever moves the focus themselves is first', async () => {
  const words = await within(list, (page) => {
    find(page, '#Two button').focus();
    find(page, '#Two').remove();
    find(page, 'a').focus();
  });
  equal(words, 'Top');
});

Deno.test('a row that only moves keeps it', async () => {
  const words = await within(list, (page) => {
    find(page, '#Two button').focus();
    find(page, 'ul').append(find(page, '#Two'));
  });
  equal(words, 'Two');
});

Deno.test('what was left on purpose is not gone back to', async () => {
  const words = await within(list, (page) => {
    find(page, '#Two button').focus();
    page.dispatchEvent(new window.Event('pointerdown', { bubbles: true }));
    find(page, '#Two button').blur();
    find(page, '#Two').remove();
  });
  equal(words, '');
});
