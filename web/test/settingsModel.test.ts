import { accountChange, passwordChange } from '@/settings/accountFields.ts';
import { differing } from '@/settings/drafts.ts';
import { originFrom, withTyped } from '@/settings/origins.ts';
import { strengthOf } from '@/settings/password.ts';
import { changeFrom, fieldsOf, wholeNumber } from '@/settings/projectFields.ts';
import { isShorter, retentionChoices, retentionOf } from '@/settings/retention.ts';
import { offsetOf, zonesFor } from '@/settings/zones.ts';
import { insecure, warningsOf } from '@/status/warnings.ts';
import { bytes } from '@/ui/bytes.ts';
import { FormFault } from '@/ui/useForm.ts';
import { equal, match } from './expect.ts';

const faultsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof FormFault) return Object.keys(error.errors).sort();
    throw error;
  }
  return [];
};

Deno.test('an origin is read as the server reads it, what is wrong is said', () => {
  const taken = [
    ['https://shop.example.com', 'https://shop.example.com'],
    ['Shop.Example.com/', 'https://shop.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://example.com:443', 'https://example.com'],
    ['https://*.example.com', 'https://*.example.com'],
    ['https://müller.example', 'https://xn--mller-kva.example'],
  ];
  for (const [typed, origin] of taken) equal(originFrom(typed ?? ''), { origin });
  const refused: readonly (readonly [string, RegExp])[] = [
    ['*', /leave the list empty/],
    ['https://*', /leave the list empty/],
    ['https://*.com', /below a domain/],
    ['ftp://example.com', /http and https/],
    ['https://example.com/cart', /without “\/cart”/],
    ['https://exa mple.com', /no address/],
    ['https://a.*.example.com', /no address/],
    ['https://user@example.com', /no address/],
    ['https://-a.example.com', /no address/],
  ];
  for (const [typed, words] of refused) {
    const read = originFrom(typed);
    match('fault' in read ? read.fault : JSON.stringify(read), words);
  }
});

Deno.test('what is in the field counts, once', () => {
  equal(withTyped(['https://a.example'], ' '), { origins: ['https://a.example'] });
  equal(withTyped(['https://a.example'], 'a.example'), { origins: ['https://a.example'] });
  const many = Array.from({ length: 100 }, (_, n) => `https://a${n}.example`);
  equal('fault' in withTyped(many, 'b.example'), true);
});

const saved = fieldsOf({
  id: 'p',
  name: 'Shop',
  domain: 'shop.example',
  timezone: 'UTC',
  allowed_origins: [],
  rate_limit_per_minute: 1000,
  retention_days: 90,
});

Deno.test('only what differs is sent; faults go to their fields, all at once', () => {
  equal(changeFrom(saved, { ...saved, domain: 'https://Shop.example/cart' }), {});
  equal(
    changeFrom(saved, {
      ...saved,
      name: ' New ',
      domain: ' ',
      typed_origin: 'shop.example',
      rate_limit_per_minute: '2,000',
    }),
    {
      name: 'New',
      domain: null,
      allowed_origins: ['https://shop.example'],
      rate_limit_per_minute: 2000,
    },
  );
  const wrong = { ...saved, name: ' ', domain: 'a b', typed_origin: '*' };
  equal(faultsOf(() => changeFrom(saved, { ...wrong, rate_limit_per_minute: '-1' })), [
    'allowed_origins',
    'domain',
    'name',
    'rate_limit_per_minute',
  ]);
});

Deno.test('whole numbers as people of several countries write them', () => {
  const written: readonly (readonly [string, number | null])[] = [
    ['1000', 1000],
    ['1,000', 1000],
    ['1.000', 1000],
    ['1 000 000', 1_000_000],
    ['1’000', 1000],
    ['0', 0],
    ['1.5', null],
    ['-1', null],
    ['', null],
    ['ten', null],
  ];
  for (const [typed, number] of written) equal(wholeNumber(typed), number);
});

Deno.test('a draft holds what differs, and is none once nothing does', () => {
  equal(differing({ a: 1, b: [2] }, { a: 1, b: [2] }), null);
  equal(differing({ a: 1, b: [2] }, { a: 3, b: [2] }), { a: 3 });
});

Deno.test('zones are found by city and by offset; the first stand first', () => {
  const names = (typed: string): readonly string[] => zonesFor(typed, []).map(({ name }) => name);
  equal(names('new york'), ['America/New_York']);
  equal(names('zur'), ['Europe/Zurich']);
  equal(
    names('+5:45').includes('Asia/Katmandu') || names('+5:45').includes('Asia/Kathmandu'),
    true,
  );
  equal(names('nowhere at all'), []);
  equal(zonesFor('', ['Asia/Tokyo', 'UTC'])[0]?.name, 'Asia/Tokyo');
  const summer = new Date('2026-07-01T00:00:00Z');
  equal(offsetOf('America/New_York', summer), 'UTC−04:00');
  equal([offsetOf('UTC', summer), offsetOf('Not/There', summer)], ['UTC±00:00', '']);
});

Deno.test('a password is as strong as what in it is new', () => {
  const levels = [
    'short',
    'aaaaaaaaaaaaaaaa',
    '1234567890',
    'kdu38fjw0q',
    'a long and quiet river',
  ];
  equal(levels.map((it) => strengthOf(it).level), [0, 1, 1, 2, 3]);
  equal(strengthOf('123456789').words, '1 more character needed.');
});

Deno.test('the account sends what differs; address and password need the password of now', () => {
  const before = { full_name: 'Ada', email: 'ada@example.com' };
  equal(accountChange(before, { ...before, full_name: 'Ada O ' }, ''), { full_name: 'Ada O' });
  equal(faultsOf(() => accountChange(before, { full_name: '', email: 'x' }, '')), [
    'current_password',
    'email',
    'full_name',
  ]);
  const moved = { ...before, email: 'ada@new.example' };
  equal(accountChange(before, moved, 'now'), { email: 'ada@new.example', current_password: 'now' });
  equal(faultsOf(() => passwordChange('', 'short')), ['current_password', 'new_password']);
  equal(faultsOf(() => passwordChange('now', 'x'.repeat(257))), ['new_password']);
  equal(passwordChange('now', 'long enough it is'), {
    new_password: 'long enough it is',
    current_password: 'now',
  });
});

Deno.test('a retention that was set elsewhere stays among the choices', () => {
  const values = (days: number | null) => retentionChoices(days).map(({ value }) => value);
  equal(values(90), ['30', '90', '180', '365', '']);
  equal(values(45), ['30', '45', '90', '180', '365', '']);
  equal([retentionOf(''), retentionOf('180')], [null, 180]);
  equal([isShorter(30, 90), isShorter(30, null), isShorter(90, 90), isShorter(null, 90)], [
    true,
    true,
    false,
    false,
  ]);
});

const well = {
  problem: null,
  damaged_files: 0,
  damaged_events: 0,
  lost_records: 0,
  disk: { free_bytes: 50e9, total_bytes: 100e9 },
};

Deno.test('the server’s state as warnings: none when all is well, refusals and damage by name', () => {
  equal(warningsOf(well), []);
  const ids = (part: Partial<Parameters<typeof warningsOf>[0]>): readonly string[] =>
    warningsOf({ ...well, ...part }).map(({ id }) => id);
  equal(ids({ problem: 'disk_full', disk: { free_bytes: 0, total_bytes: 100e9 } }), ['disk_full']);
  equal(ids({ problem: 'storage_failed' }), ['storage_failed']);
  equal(ids({ disk: { free_bytes: 0.9e9, total_bytes: 100e9 } }), ['low-disk']);
  // Small disks are nearly full only by their own measure; a server that tells no size warns of none.
  equal(ids({ disk: { free_bytes: 0.9e9, total_bytes: 10e9 } }), []);
  equal(ids({ disk: { free_bytes: 0, total_bytes: 0 } }), []);
  equal(ids({ damaged_files: 1, damaged_events: 7, lost_records: 2 }), ['damaged 1 7', 'lost 2']);
  match(warningsOf({ ...well, damaged_files: 1, damaged_events: 7 })[0]?.words, /7 events are/);
});

Deno.test('a page in the clear is told, on this machine it is no matter', () => {
  const at = (protocol: string, hostname: string): boolean => insecure({ protocol, hostname });
  equal(at('http:', 'shop.example'), true);
  equal(at('http:', '192.168.1.5'), true);
  equal(at('https:', 'shop.example'), false);
  equal(['localhost', '127.0.0.1', '[::1]', 'a.localhost'].map((it) => at('http:', it)), [
    false,
    false,
    false,
    false,
  ]);
});

Deno.test('sizes on disk', () => {
  equal([0, 1, 999, 83_500, 1_837_201, 2e12].map(bytes), [
    '0 bytes',
    '1 byte',
    '999 bytes',
    '83.5 kB',
    '1.8 MB',
    '2 TB',
  ]);
});
