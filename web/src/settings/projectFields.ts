import type { ProjectChange, ProjectSettings } from '@/api/settings.ts';
import { count } from '@/ui/format.ts';
import { FormFault } from '@/ui/useForm.ts';
import { withTyped } from './origins.ts';
import { zoneInWords } from './zones.ts';

/** A project's settings as its form holds them. */
export interface ProjectFields {
  readonly name: string;
  readonly domain: string;
  readonly timezone: string;
  readonly allowed_origins: readonly string[];
  /** In the field and not added yet. */
  readonly typed_origin: string;
  readonly rate_limit_per_minute: string;
}

export const fieldsOf = (project: ProjectSettings): ProjectFields => ({
  name: project.name,
  domain: project.domain,
  timezone: project.timezone,
  allowed_origins: project.allowed_origins,
  typed_origin: '',
  rate_limit_per_minute: String(project.rate_limit_per_minute),
});

export const highestLimit = 10_000_000;

/** What is to be sent: what differs, checked; throws what is wrong, by field. */
export function changeFrom(saved: ProjectFields, values: ProjectFields): ProjectChange {
  const faults: Record<string, string> = {};
  const name = values.name.trim();
  if (name === '') faults['name'] = 'Give the project a name.';
  const domain = domainFrom(values.domain);
  if (/[\s@\\]/.test(domain)) faults['domain'] = 'Write a host, such as shop.example.com.';
  const origins = withTyped(values.allowed_origins, values.typed_origin);
  if ('fault' in origins) faults['allowed_origins'] = origins.fault;
  const limit = wholeNumber(values.rate_limit_per_minute);
  if (limit === null || limit > highestLimit) {
    faults['rate_limit_per_minute'] = `Write a whole number from 0 to ${count(highestLimit)}.`;
  }
  if (Object.keys(faults).length > 0) throw new FormFault(faults);
  const next = {
    name,
    domain: domain === '' ? null : domain,
    timezone: values.timezone,
    allowed_origins: 'fault' in origins ? [] : origins.origins,
    rate_limit_per_minute: limit ?? 0,
  };
  const before = {
    ...next,
    name: saved.name,
    domain: saved.domain === '' ? null : saved.domain,
    timezone: saved.timezone,
    allowed_origins: saved.allowed_origins,
    rate_limit_per_minute: Number(saved.rate_limit_per_minute),
  };
  return Object.fromEntries(
    Object.entries(next).filter(([key, value]) =>
      JSON.stringify(value) !== JSON.stringify(before[key as keyof typeof before])
    ),
  );
}

/** `https://shop.example.com/cart` names the domain `shop.example.com`. */
const domainFrom = (typed: string): string =>
  typed.trim().toLowerCase().replace(/^[a-z]+:\/\//, '').replace(/[/?#].*$/, '');

/** `1,000`, `1 000` and `1.000` are a thousand in somebody's country: a whole number has no point. */
export function wholeNumber(typed: string): number | null {
  const digits = typed.trim().replace(/(\d)[\s.,'’](?=\d{3}\b)/g, '$1');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** What somebody else has changed, for who was about to change it, too. */
export function differencesInWords(before: ProjectSettings, now: ProjectSettings): string {
  const said = [
    before.name === now.name ? '' : `Name is now “${now.name}”.`,
    before.domain === now.domain ? '' : `Domain is now ${now.domain || 'empty'}.`,
    before.timezone === now.timezone ? '' : `Time zone is now ${zoneInWords(now.timezone)}.`,
    before.allowed_origins.join() === now.allowed_origins.join()
      ? ''
      : `Allowed origins are now ${now.allowed_origins.join(', ') || 'empty'}.`,
    before.rate_limit_per_minute === now.rate_limit_per_minute
      ? ''
      : `The limit is now ${count(now.rate_limit_per_minute)}.`,
    before.retention_days === now.retention_days ? '' : 'How long events are taken has changed.',
  ];
  return said.filter(Boolean).join(' ');
}
