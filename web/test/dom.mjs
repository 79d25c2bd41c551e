// Loaded before the tests: a jsdom window for React, and what jsdom lacks of a browser.
import { createRequire } from 'node:module';

const { JSDOM } = createRequire(import.meta.url)('jsdom');
const { window } = new JSDOM('<!doctype html><html lang="en"><body></body></html>', {
  url: 'http://localhost/',
  pretendToBeVisual: true,
});

const give = (name, value) =>
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });

for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) give(name, window[name]);
}
const replaced = [
  'document',
  'navigator',
  'location',
  'history',
  'Event',
  'CustomEvent',
  'FormData',
];
for (const name of replaced) give(name, window[name]);
give('window', window);
give('localStorage', window.localStorage);

/** Media queries that hold; tests change it. */
globalThis.matchingMedia = new Set(['(min-width: 1200px)', '(prefers-reduced-motion: reduce)']);
give('matchMedia', (query) => ({
  matches: globalThis.matchingMedia.has(query),
  addEventListener() {},
  removeEventListener() {},
}));
give(
  'ResizeObserver',
  // Without a layout everything is in sight.
  class {
    constructor(told) {
      this.told = told;
    }
    observe() {
      setTimeout(() => this.told?.([{ isIntersecting: true }]));
    }
    disconnect() {
      this.told = null;
    }
  },
);
// jsdom does no layout: every element is as wide as a desktop's chart.
Object.defineProperty(window.HTMLElement.prototype, 'clientWidth', { get: () => 1134 });

for (const [kind, open] of [['showPopover', true], ['hidePopover', false]]) {
  window.HTMLElement.prototype[kind] = function () {
    this.toggleAttribute('data-open', open);
    const event = new window.Event('toggle');
    Object.assign(event, { newState: open ? 'open' : 'closed' });
    this.dispatchEvent(event);
  };
}
window.HTMLElement.prototype.togglePopover = function () {
  if (this.hasAttribute('data-open')) this.hidePopover();
  else this.showPopover();
};
window.HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
window.HTMLDialogElement.prototype.close = function () {
  this.open = false;
};
give(
  'IntersectionObserver',
  // Without a layout everything is in sight.
  class {
    constructor(told) {
      this.told = told;
    }
    observe() {
      setTimeout(() => this.told?.([{ isIntersecting: true }]));
    }
    disconnect() {
      this.told = null;
    }
  },
);
