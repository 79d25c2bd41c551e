import { curlFor } from '@/api/curl.ts';

/** The ways to send events, each as blocks that work as they are pasted. */
export const ways = ['html', 'react', 'vue', 'curl', 'swift', 'python'] as const;
export type Way = (typeof ways)[number];

export const wayNames: Readonly<Record<Way, string>> = {
  html: 'HTML',
  react: 'React',
  vue: 'Vue',
  curl: 'curl',
  swift: 'Swift',
  python: 'Python',
};

export const wayFrom = (text: string | null): Way => ways.find((way) => way === text) ?? 'html';

/** Where events come from pages in browsers, other things can stand in the way. */
export const isInBrowser = (way: Way): boolean =>
  way === 'html' || way === 'react' || way === 'vue';

export interface Block {
  /** What to do with it, in a sentence; also what the copy button is called after. */
  readonly name: string;
  readonly about: string;
  readonly text: string;
}

export interface Code {
  /** The server as the reader reaches it, `https://iafa.example.com`. */
  readonly server: string;
  readonly key: string;
  /** The tag as the server writes it; null while it is not there. */
  readonly snippet: string | null;
}

export function blocksFor(way: Way, code: Code): readonly Block[] {
  switch (way) {
    case 'html':
      return code.snippet === null ? [] : html(code.snippet);
    case 'react':
      return [...module(code), react];
    case 'vue':
      return [...module(code), vue];
    case 'curl':
      return [{
        name: 'first event',
        about: 'Run this in a terminal. The answer says whether the event is on disk.',
        text: curlFor(code.server, code.key, 'page_view', 'visitor-1'),
      }];
    case 'swift':
      return swift(code);
    case 'python':
      return [python(code)];
  }
}

const html = (snippet: string): readonly Block[] => [
  {
    name: 'tracking code',
    about: 'Paste this before the closing head tag of every page, then open one of them. Page ' +
      'views, outbound links, downloads and submitted forms are sent by themselves.',
    text: snippet,
  },
  {
    name: 'own event',
    about: 'What matters to you, where it happens:',
    text: `<button onclick="iafa.track('add_to_cart', { price: 12 })">Add to cart</button>`,
  },
  {
    name: 'identification',
    about: 'Who it is, on pages for people who are signed in. What they did before is then ' +
      'theirs, too.',
    text: `<script>iafa.identify('ada', { plan: 'pro' })</script>`,
  },
];

const module = ({ server, key }: Code): readonly Block[] => [
  {
    name: 'tracker files',
    about: 'Run this in the folder of your sources. It fetches the tracker and its types.',
    text: `curl -fsSO ${server}/iafa.js -fsSO ${server}/iafa.d.ts`,
  },
  {
    name: 'module analytics.js',
    about: 'Put this beside them and import it in your entry file. Page views follow your router ' +
      'by themselves.',
    text: [
      `import { init } from './iafa.js';`,
      '',
      'export const iafa = init({',
      `  key: '${key}',`,
      `  api: '${server}/api/v1',`,
      '});',
    ].join('\n'),
  },
];

const react: Block = {
  name: 'React component',
  about: 'Send your own events where they happen:',
  text: [
    `import { iafa } from './analytics.js';`,
    '',
    'export function AddButton({ price }) {',
    `  return <button onClick={() => iafa.track('add_to_cart', { price })}>Add to cart</button>;`,
    '}',
  ].join('\n'),
};

const vue: Block = {
  name: 'Vue component',
  about: 'Send your own events where they happen:',
  text: [
    '<script setup>',
    `import { iafa } from './analytics.js';`,
    '',
    `defineProps({ price: Number });`,
    '</script>',
    '',
    '<template>',
    `  <button @click="iafa.track('add_to_cart', { price })">Add to cart</button>`,
    '</template>',
  ].join('\n'),
};

const swift = ({ server, key }: Code): readonly Block[] => [{
  name: 'Swift code',
  about: 'With the package IAFAClient, on a server, on Linux or in an app:',
  text: [
    'import Foundation',
    'import IAFAClient',
    '',
    `let iafa = try IAFAClient(key: "${key}", server: URL(string: "${server}")!)`,
    'try iafa.track("purchase", user: "ada", properties: ["price": 80])',
  ].join('\n'),
}];

const python = ({ server, key }: Code): Block => ({
  name: 'Python code',
  about: 'The standard library is enough. The answer says whether the event is on disk.',
  text: [
    'import json',
    'import urllib.request',
    '',
    'event = {',
    '    "event_type": "purchase",',
    '    "user_id": "ada",',
    '    "properties": {"price": 80},',
    '}',
    'request = urllib.request.Request(',
    `    "${server}/api/v1/track",`,
    '    json.dumps(event).encode(),',
    '    {',
    '        "Content-Type": "application/json",',
    `        "X-API-Key": "${key}",`,
    '    },',
    ')',
    'with urllib.request.urlopen(request, timeout=10) as answer:',
    '    print(answer.read().decode())',
  ].join('\n'),
});
