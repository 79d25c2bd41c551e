/** Parameters that say where a visit came from: of campaigns, and the click ids of networks. */
const CAMPAIGN = /^(utm_\w+|(g|d|y|fb|tt|tw|ms)clid|[gw]braid|li_fat_id)$/;
const EMAIL = /[^/?&#=]+(@|%40)[^/?&#]+/g;

export type Touch = Record<string, string>;

/**
 * An address without what may be personal: only campaign parameters and those that `keep` names
 * stay, the fragment goes unless it is the page's own address, and e-mail addresses are masked.
 */
export function clean(address: string, keep = '', withHash = false): string {
  if (!address) return '';
  const url = new URL(address, location.href);
  for (const name of [...url.searchParams.keys()]) {
    if (!CAMPAIGN.test(name) && !keep.split(',').includes(name)) url.searchParams.delete(name);
  }
  if (!withHash) url.hash = '';
  return url.href.replace(EMAIL, '*');
}

/** Where the person came from just now, as properties that begin with `prefix`. */
export function touch(prefix: string, keep?: string): Touch {
  const found: Touch = {};
  new URLSearchParams(location.search).forEach((value, name) => {
    if (CAMPAIGN.test(name)) found[prefix + name] = value.replace(EMAIL, '*');
  });
  const referrer = clean(document.referrer, keep);
  if (referrer && new URL(referrer).host !== location.host) found[prefix + 'referrer'] = referrer;
  return found;
}
