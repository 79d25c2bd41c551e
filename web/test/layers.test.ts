import { equal } from './expect.ts';

// Who may import whom: what is below knows nothing of what is above, and no feature of another.
const allowed: Readonly<Record<string, readonly string[]>> = {
  ui: [],
  api: [],
  dates: ['ui'],
  session: ['api', 'ui'],
  question: ['api', 'dates', 'ui'],
  projects: ['api', 'dates', 'question', 'ui'],
  funnel: ['api', 'dates', 'question', 'ui'],
  people: ['api', 'dates', 'question', 'ui'],
  builder: ['api', 'dates', 'question', 'ui'],
  events: ['api', 'dates', 'question', 'ui'],
  settings: ['api', 'dates', 'ui'],
  palette: ['api', 'ui'],
  status: ['api', 'ui'],
  app: [
    'api',
    'dates',
    'question',
    'ui',
    'session',
    'projects',
    'funnel',
    'people',
    'builder',
    'events',
    'settings',
    'palette',
    'status',
  ],
};

const root = new URL('../src/', import.meta.url);

function files(folder: URL): readonly URL[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isFile }) =>
    isFile ? [new URL(name, folder)] : files(new URL(`${name}/`, folder))
  );
}

Deno.test('imports go down only, and every file stays readable', () => {
  const faults: string[] = [];
  for (const [room, others] of Object.entries(allowed)) {
    for (const file of files(new URL(`${room}/`, root))) {
      const source = Deno.readTextFileSync(file);
      const name = file.pathname.replace(root.pathname, '');
      for (const [, imported] of source.matchAll(/from '@\/(\w+)\//g)) {
        if (imported !== room && !others.includes(imported ?? '')) {
          faults.push(`${name} imports ${imported}`);
        }
      }
      if (source.split('\n').length > 400) faults.push(`${name} is longer than 400 lines`);
    }
  }
  equal(faults, []);
});
