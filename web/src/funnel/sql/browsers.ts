/** What a user agent says about browser, system and device: the server's table, as SQL. */
const bots = ['bot', 'crawler', 'spider', 'headlesschrome', 'curl/', 'wget/'];

const browsers = [
  ['edg/', 'Edge'],
  ['edga/', 'Edge'],
  ['edgios/', 'Edge'],
  ['edge/', 'Edge'],
  ['opr/', 'Opera'],
  ['opera', 'Opera'],
  ['samsungbrowser/', 'Samsung Internet'],
  ['yabrowser/', 'Yandex'],
  ['vivaldi/', 'Vivaldi'],
  ['ucbrowser/', 'UC Browser'],
  ['firefox/', 'Firefox'],
  ['fxios/', 'Firefox'],
  ['crios/', 'Chrome'],
  ['chrome/', 'Chrome'],
  ['chromium/', 'Chrome'],
  ['msie ', 'Internet Explorer'],
  ['trident/', 'Internet Explorer'],
  ['safari/', 'Safari'],
] as const;

const systems = [
  ['windows phone', 'Windows Phone'],
  ['windows', 'Windows'],
  ['iphone', 'iOS'],
  ['ipad', 'iOS'],
  ['ipod', 'iOS'],
  ['android', 'Android'],
  ['cros ', 'Chrome OS'],
  ['mac os x', 'macOS'],
  ['macintosh', 'macOS'],
  ['linux', 'Linux'],
] as const;

const says = (word: string): string => `contains(lower(user_agent), '${word}')`;
const saysAny = (words: readonly string[]): string => words.map(says).join('\n    OR ');

/** The first word that is found decides; most browsers also name others. */
const firstOf = (table: readonly (readonly [string, string])[]): string =>
  ['CASE', ...table.map(([word, name]) => `  WHEN ${says(word)} THEN '${name}'`), 'END'].join('\n');

export const browser = firstOf(browsers);
export const system = firstOf(systems);

/** Android that is first called something else (a Windows Phone says so) is not a tablet. */
const isAndroid = `${firstOf(systems).replaceAll('\n', '\n    ')} = 'Android'`;

export const device = [
  'CASE',
  `  WHEN ${saysAny(bots)} THEN 'bot'`,
  `  WHEN ${saysAny(['ipad', 'tablet'])} THEN 'tablet'`,
  `  WHEN ${isAndroid} AND NOT ${says('mobile')} THEN 'tablet'`,
  `  WHEN ${saysAny(['mobi', 'iphone', 'ipod'])} THEN 'mobile'`,
  `  WHEN ${saysAny(systems.map(([word]) => word))} THEN 'desktop'`,
  'END',
].join('\n');
