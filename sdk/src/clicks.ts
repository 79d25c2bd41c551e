import { clean } from './address.ts';
import type { Options, Properties } from './iafa.d.ts';

const PREFIX = 'data-iafa-prop-';
const FILE = /\.(pdf|zip|gz|dmg|exe|msi|deb|rpm|apk|csv|(doc|xls|ppt)x?|mp[34])$/i;

type Track = (name: string, properties: Properties) => void;

/** What can be told of clicks and submits without code in the page. Never what was typed. */
export function watchClicks(
  { query }: Options,
  wants: (what: string) => boolean,
  track: Track,
  guard: <Happening extends Event>(
    listener: (event: Happening) => void,
  ) => (event: Happening) => void,
) {
  /** The event that an element's attributes name. */
  const named = (element: Element) => {
    const properties: Properties = {};
    for (const { name, value } of element.attributes) {
      if (name.startsWith(PREFIX)) properties[name.slice(PREFIX.length)] = value;
    }
    track(element.getAttribute('data-iafa-event') || 'click', properties);
  };

  const clicked = (event: MouseEvent) => {
    // Middle clicks open links, right clicks open menus.
    if (event.button > 1) return;
    const target = event.composedPath()[0] as Element;
    if (!target.closest) return;
    const marked = target.closest('[data-iafa-event]:not(form)');
    if (marked && wants('click')) named(marked);
    const link = target.closest<HTMLAnchorElement>('a[href]');
    // An address without a host, such as mailto:, leads nowhere.
    if (!link?.host) return;
    const url = clean(link.href, query);
    if (wants('download') && (link.hasAttribute('download') || FILE.test(link.pathname))) {
      track('file_download', { link_url: url });
    } else if (wants('outbound') && link.host !== location.host) {
      track('outbound_click', { link_url: url });
    }
  };

  const submitted = (event: Event) => {
    // Attributes, since a field named "id" hides the form's own.
    const form = event.target as Element;
    const attribute = (name: string) => form.getAttribute(name) || undefined;
    if (form.hasAttribute('data-iafa-event')) return wants('click') && named(form);
    const action = clean(attribute('action') || location.href, query);
    if (wants('form')) {
      track('form_submit', { form_id: attribute('id'), form_name: attribute('name'), action });
    }
  };

  addEventListener('click', guard(clicked), true);
  addEventListener('auxclick', guard(clicked), true);
  addEventListener('submit', guard(submitted), true);
}
