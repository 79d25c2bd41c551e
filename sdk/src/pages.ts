import { clean } from './address.ts';
import type { Options } from './iafa.d.ts';

/** Where the page is and where one came from, also in an application that never loads a page. */
export function watchPages(options: Options, viewed: () => void) {
  const withHash = options.spa === 'hash';
  const address = () => clean(location.href, options.query, withHash);
  let here = address();
  let from = clean(document.referrer, options.query);
  let due = 0;

  const view = () => {
    clearTimeout(due);
    due = 0;
    viewed();
  };
  const moved = () => {
    const now = address();
    if (now === here) return;
    if (due) view();
    from = here;
    here = now;
    // In the next task, when the application has set its title.
    due = setTimeout(view);
  };

  return {
    address: () => ({ url: here, referrer: from || undefined }),
    /** A page view that waits for its title must not be lost. */
    leave: () => due && view(),
    view,
    watch(guard: (listener: () => void) => () => void) {
      view();
      const changed = guard(moved);
      const { navigation } = window as { navigation?: EventTarget };
      if (navigation) return navigation.addEventListener('currententrychange', changed);
      // Also when only the fragment has changed.
      addEventListener('popstate', changed);
      for (const name of ['pushState', 'replaceState'] as const) {
        const original = history[name];
        history[name] = function (...parameters) {
          original.apply(this, parameters);
          changed();
        };
      }
    },
  };
}
