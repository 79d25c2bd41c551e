/** What may keep events from a server that hears nothing, the likeliest first. */
export interface Cause {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  /** Text to take elsewhere, with its name. */
  readonly copy?: { readonly name: string; readonly text: string };
}

export interface Circumstances {
  readonly server: string;
  /** Of the project; empty where it has none. */
  readonly domain: string;
  readonly inBrowser: boolean;
  /** This browser asks sites not to follow it, and the tracker does as it is asked. */
  readonly asksNotToTrack: boolean;
}

type Place = 'this machine' | 'the local network' | 'the world';

/** Where a host can be reached from, as browsers judge it (Private Network Access). */
export function placeOf(host: string): Place {
  const name = host.replace(/^\[|\]$/g, '');
  if (/^(localhost|.*\.localhost|127\..*|::1|0\.0\.0\.0)$/.test(name)) return 'this machine';
  const isPrivate = name.includes(':')
    ? /^(f[cd]|fe80:)/.test(name)
    : /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(name);
  return isPrivate || /\.(local|lan|home\.arpa|internal)$/.test(name) || !/[.:]/.test(name)
    ? 'the local network'
    : 'the world';
}

export function causesOf(about: Circumstances): readonly Cause[] {
  return about.inBrowser ? inBrowser(about) : fromServer(about);
}

function inBrowser({ server, domain, asksNotToTrack }: Circumstances): readonly Cause[] {
  const { protocol, hostname } = new URL(server);
  const place = placeOf(hostname);
  const site = domain === '' || placeOf(domain) === 'the world' ? 'a public page' : domain;
  const isPlain = protocol === 'http:' && place !== 'this machine';
  return [
    ...asksNotToTrack ? [silent] : [],
    ...place === 'the world' ? [] : [near(place, site, server)],
    ...isPlain ? [mixed(server)] : [],
    missing(server),
    blocker,
    policy(server),
    otherKey(
      'Compare the data-key in the page with the one above.' +
        (domain === ''
          ? ' A key of no project would be shown here if the project had a domain.'
          : ''),
    ),
  ];
}

const silent: Cause = {
  id: 'signal',
  title: 'This browser asks not to be tracked',
  words: 'Global Privacy Control or Do Not Track is on here, and the tracker then sends nothing. ' +
    'Look with another browser, or write data-respect="" into the tag while you try it.',
};

const near = (place: Place, site: string, server: string): Cause => ({
  id: 'near',
  title: place === 'this machine'
    ? 'The server can be reached from this machine only'
    : 'The server is in your own network',
  words: `${server} means nothing to visitors elsewhere, and browsers may not let ${site} reach ` +
    'it without permission. Try a page that is served from here, or give the server a public ' +
    'address behind a proxy with TLS.',
});

const mixed = (server: string): Cause => ({
  id: 'mixed',
  title: 'The page is on https, the server on http',
  words: `Browsers do not load ${server} into a page on https (“mixed content” on its console). ` +
    'Put the server behind a proxy with TLS and use that address in the tag.',
});

const missing = (server: string): Cause => ({
  id: 'missing',
  title: 'The tag is not in the page, or has another address',
  words: 'Open your page, look at its source and search for data-key. Not there: the template is ' +
    `not deployed, or an old copy is cached. There: its src must begin with ${server}/.`,
});

const blocker: Cause = {
  id: 'blocker',
  title: 'An ad blocker stops it',
  words: 'Look in a private window without extensions. For visitors, forward a path of your own ' +
    'site to this server: then the script and its events are yours.',
};

const policy = (server: string): Cause => ({
  id: 'policy',
  title: 'A Content-Security-Policy forbids it',
  words: 'The console of the page then says “Refused to connect” or “Refused to load”. Add the ' +
    'server to both directives:',
  copy: {
    name: 'policy',
    text: `script-src 'self' ${server};\nconnect-src 'self' ${server};`,
  },
});

const otherKey = (words: string): Cause => ({
  id: 'key',
  title: 'The key is that of another project',
  words: `The events then arrive there. ${words}`,
});

const fromServer = ({ server }: Circumstances): readonly Cause[] => [
  {
    id: 'answer',
    title: 'The program swallowed an error',
    words: 'Print the status and the body of the answer. 200 means that the event is on disk; ' +
      'anything else says what is wrong.',
  },
  placeOf(new URL(server).hostname) === 'this machine'
    ? {
      id: 'near',
      title: 'The program runs on another machine',
      words: `${server} is only what this machine calls itself; in a container, too, it is the ` +
        'container. Use an address that the program can reach.',
    }
    : {
      id: 'address',
      title: 'The program cannot reach the server',
      words:
        `Run the line above where the program runs. If it fails there, a firewall or a proxy ` +
        `stands between it and ${server}.`,
    },
  {
    id: 'exit',
    title: 'The program ended before it had sent',
    words: 'Clients that collect events send them a little later. Flush before the end.',
  },
  otherKey('Compare the key in your program with the one above.'),
];
