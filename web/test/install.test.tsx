import { App } from '@/app/App.tsx';
import { forgetAnswers } from '@/api/queryCache.ts';
import { session, startSession } from '@/session/session.ts';
import { equal, match } from './expect.ts';
import { FixtureApi } from './fixture/api.ts';
import { demo } from './fixture/scenes.ts';
import { fakeStreams, type Streams } from './fixture/streams.ts';
import { connect, goTo, press, pressKey, render, until, type View, type Wire } from './render.ts';

interface Opened {
  readonly view: View;
  readonly wire: Wire;
  readonly streams: Streams;
  readonly close: () => void;
}

const project = 'shop';

function apiWith(role: 'with a project' | 'empty'): FixtureApi {
  const api = new FixtureApi();
  api.accounts.push({ ...demo, id: 'ada', full_name: 'Ada Okafor', organization: 'Acme' });
  if (role === 'empty') return api;
  api.projects.push({
    id: project,
    owner: 'ada',
    name: 'Corner shop',
    domain: 'corner.example',
    timezone: 'UTC',
    key: 'pk_corner',
    allowed_origins: ['https://corner.example'],
  });
  return api;
}

async function open(path: string, api = apiWith('with a project')): Promise<Opened> {
  forgetAnswers();
  const streams = fakeStreams();
  const wire = connect(api);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  goTo(path);
  startSession();
  const view = render(<App />);
  await until(view, () => session.get().status === 'in');
  const close = (): void => {
    view.unmount();
    wire.restore();
    streams.restore();
  };
  return { view, wire, streams, close };
}

/** The install page, listening. */
async function listening(api = apiWith('with a project'), search = ''): Promise<Opened> {
  const opened = await open(`/projects/${project}/start${search}`, api);
  const { view, streams } = opened;
  await until(view, () => streams.to('/refusals/live') !== undefined);
  streams.to('/events/live')?.open();
  streams.to('/refusals/live')?.open();
  await until(view, () => /Listening/.test(status(view)));
  return opened;
}

const status = (view: View): string => view.element.querySelector('.listening')?.textContent ?? '';

let serial = 0;
const event = (kind: string, user: string) => ({
  id: `live-${++serial}`,
  event_type: kind,
  user_id: user,
  timestamp: new Date().toISOString(),
  url: 'https://corner.example/shoes',
});

const refusal = (id: string, reason: string, more: object = {}) => ({
  id,
  last_at: new Date().toISOString(),
  reason,
  detail: 'What the sender was told.',
  ...more,
});

Deno.test('tabs show each way by click, key and address', async () => {
  const { view, close } = await listening(undefined, '?with=python');
  const tabs = () => [...view.element.querySelectorAll<HTMLElement>('[role=tab]')];
  const chosen = () => tabs().find((tab) => tab.getAttribute('aria-selected') === 'true');
  equal(chosen()?.textContent, 'Python');
  await until(view, () => view.text().includes('urllib.request.Request( "http://localhost/api'));
  press(tabs()[3]!);
  equal([chosen()?.textContent, location.search], ['curl', '?with=curl']);
  match(view.text(), /curl http:\/\/localhost\/api\/v1\/track/);
  pressKey(chosen()!, 'ArrowRight');
  equal([chosen()?.textContent, document.activeElement?.textContent], ['Swift', 'Swift']);
  pressKey(chosen()!, 'Home');
  equal([chosen()?.textContent, tabs()[0]?.tabIndex, tabs()[1]?.tabIndex], ['HTML', 0, -1]);
  close();
});

Deno.test('events of before are shown as such, new ones prove it, and a funnel is proposed', async () => {
  const api = apiWith('with a project');
  api.events.push({ project, event_type: 'page_view', user_id: 'old', at: Date.now() - 60_000 });
  const { view, wire, streams, close } = await listening(api);
  await until(view, () => view.all('heading', 'See it arrive').length === 1);
  await until(view, () => /Earlierpage_viewold/.test(view.text()));
  match(view.text(), /One line starts the flow\./);
  match(view.text(), /Send one more kind of event/);
  for (const [kind, user] of [['page_view', 'a'], ['page_view', 'b'], ['purchase', 'a']] as const) {
    api.events.push({ project, event_type: kind, user_id: user, at: Date.now() });
    streams.to('/events/live')?.say('event', event(kind, user));
  }
  await until(view, () => /Receiving events · 3 events/.test(status(view)));
  match(view.text(), /The flow has started\./);
  equal(view.element.querySelectorAll('[data-verdict=taken]').length, 3);
  match(view.text(), /people who did Page view, then purchase within 14 days/);
  await until(view, () => /3Page view1Purchase/.test(view.text()));
  press(view.one('button', 'Create this funnel'));
  await until(view, () => view.all('heading', /reach Purchase/).length === 1);
  equal(wire.api.funnels.at(-1)?.name, 'Page view to purchase');
  close();
});

Deno.test('refusals say how to mend them; an origin is allowed with one press', async () => {
  const { view, wire, streams, close } = await listening();
  const live = streams.to('/refusals/live');
  const origin = 'https://shop.example';
  live?.say('refusal', refusal('1', 'origin_not_allowed', { origin, event_type: 'page_view' }));
  live?.say('refusal', refusal('2', 'in_the_future', { event_type: 'purchase' }));
  live?.say('refusal', refusal('3', 'invalid_key', { origin: 'https://corner.example' }));
  await until(view, () => /Something arrives, but is refused · 3 so far/.test(status(view)));
  const text = view.text();
  match(text, /Wrong key.*Put the write key.*pk_corner/);
  match(text, /Clock off.*leave timestamp out/);
  match(text, /Origin not allowed.*page_view · https:\/\/shop\.example/);
  await until(view, () => view.all('button', `Allow ${origin}`).length === 1);
  press(view.one('button', `Allow ${origin}`));
  await until(view, () => view.all('button', 'Allowed').length === 1);
  equal(wire.api.projects[0]?.allowed_origins, ['https://corner.example', origin]);
  live?.say('refusal', refusal('1', 'origin_not_allowed', { origin, count: 4 }));
  await until(view, () => /4 times/.test(view.text()));
  close();
});

Deno.test('what was refused while the stream was away is shown when it is back', async () => {
  const { view, wire, streams, close } = await listening();
  streams.to('/events/live')?.interrupt();
  await until(view, () => /Connecting/.test(status(view)));
  wire.api.refusals.push(refusal('9', 'not_json'));
  wire.api.events.push({ project, event_type: 'missed', user_id: 'a', at: Date.now() });
  streams.to('/events/live')?.open();
  await until(view, () => /1 event, 1 refused/.test(status(view)));
  match(view.text(), /Not JSON/);
  close();
});

Deno.test('a server that does not tell is named', async () => {
  const { view, streams, close } = await listening();
  streams.to('/events/live')?.refuse();
  await until(view, () => streams.to('/events/live')?.readyState === 0);
  streams.to('/events/live')?.refuse();
  await until(view, () => /Not listening/.test(status(view)));
  match(view.text(), /The server does not tell this page what arrives/);
  close();
});

Deno.test('who has no project may look at a sample; a failure says so and can be repeated', async () => {
  const { view, wire, close } = await open('/', apiWith('empty'));
  await until(view, () => view.all('button', 'Explore with sample data').length === 1);
  wire.api.failures = 1;
  press(view.one('button', 'Explore with sample data'));
  await until(view, () => /The server is busy/.test(view.text()));
  press(view.one('button', 'Explore with sample data'));
  equal(view.all('button', 'Making the shop…').length, 1);
  await until(view, () => view.all('heading', /reach Buy/).length === 1);
  match(location.pathname, /\/funnels\/funnel-/);
  close();
});

Deno.test('the sidebar says whether events arrive, and since when not', async () => {
  const { view, wire, close } = await open(`/projects/${project}/funnels/new`);
  wire.api.lastEventAt = new Date(Date.now() - 3 * 86_400_000).toISOString();
  await until(view, () => /Quietlast event 3d ago/.test(view.text()));
  equal(view.one('link', /Quiet/).getAttribute('href'), `/projects/${project}/live`);
  close();
  const other = await open(`/projects/${project}/funnels/new`);
  await until(other.view, () => /No events yet/.test(other.view.text()));
  equal(other.view.one('link', 'No events yet').getAttribute('href'), `/projects/${project}/start`);
  other.close();
});
