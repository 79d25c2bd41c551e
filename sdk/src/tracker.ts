import { watchClicks } from './clicks.ts';
import { instant, uuid } from './clock.ts';
import { type Consent, readConsent } from './consent.ts';
import type { Options, Properties, Tracker, TrackOptions, WireEvent } from './iafa.d.ts';
import { watchPages } from './pages.ts';
import { makePerson, type Moment } from './person.ts';
import { makeSender } from './sender.ts';
import { makeSignals } from './signals.ts';
import { CHOICE, makeStore } from './store.ts';

const EVERYTHING = 'page,click,form,outbound,download';
const MOST_PENDING = 50;
/** Ids that stand for nobody would make strangers one person; the server refuses these and more. */
const NOBODY = /^\s*(undefined|null|nan|none|anonymous|guest|0|\[obj.*)?\s*$/i;

/** What a page of the specification's snippet sets by hand. */
export interface Overrides {
  userId?: unknown;
  sessionId?: unknown;
}

type Hook = (event: WireEvent) => WireEvent | null | undefined | false;

export function makeTracker(options: Options, source: string, overrides: Overrides = {}): Tracker {
  // Two projects on one site share nothing.
  const prefix = `iafa.${options.key.slice(-8)}.`;
  const { on, emit } = makeSignals();
  const store = makeStore(prefix);
  const person = makePerson(store, options);
  const sender = makeSender(store, options, emit, person.sentAt, () => consent === 'granted');
  const wants = (what: string) => (options.auto ?? EVERYTHING).includes(what);
  let consent: Consent = 'pending';
  let hook: Hook = (event) => event;

  /** What a method or listener of ours throws ends here. */
  const guard = <Parameters extends unknown[], Result>(
    method: (...parameters: Parameters) => Result,
  ) =>
  (...parameters: Parameters): Result | undefined => {
    try {
      return method(...parameters);
    } catch (error) {
      return void emit('error', error);
    }
  };

  const keep = ({ time }: Moment, made: Omit<WireEvent, 'id'> & { id?: string | undefined }) => {
    const id = made.id || uuid(time);
    const event = { ...made, id };
    // A hook that throws was to take something out: the event must not go with it in.
    const kept = hook(event);
    if (!kept) emit('dropped', event, 'before');
    else if (consent === 'denied' || consent === 'pending' && sender.waits() >= MOST_PENDING) {
      emit('dropped', event, consent);
    } else sender.add(time, { ...kept, id });
  };

  const track = (type: string, properties?: Properties, extra?: TrackOptions) => {
    const moment = person.moment();
    const { visitor, session } = moment;
    const { id, time, revenue } = extra || {};
    keep(moment, {
      id,
      event_type: `${type}`,
      user_id: `${overrides.userId || person.user(moment)}`,
      session_id: `${overrides.sessionId || session.id}`,
      properties: {
        ...visitor.first,
        ...session.touch,
        ...visitor.registered,
        revenue,
        ...properties,
      },
      ...pages.address(),
      timestamp: time ? time.toISOString() : instant(moment.time),
      user_agent: navigator.userAgent,
    });
  };

  const page = (properties?: Properties) =>
    track('page_view', {
      title: document.title,
      language: navigator.language,
      ...properties,
    });

  /** Two ids are one person; `traits` are the person's. */
  const join = (anonymous: string, user: string, traits?: Properties) => {
    const moment = person.moment();
    keep(moment, { type: 'identify', anonymous_id: anonymous, user_id: user, traits });
  };
  const somebody = (user: unknown) => {
    if (NOBODY.test(user as string)) throw 'nobody: ' + user;
    return `${user}`;
  };

  const identify = (id: string, traits?: Properties) => {
    const user = somebody(id);
    const { visitor } = person.moment();
    if (visitor.user === user && !traits) return;
    // Another person at the same device is not the same person.
    if (visitor.user && visitor.user !== user) person.reset();
    join(person.moment().visitor.anonymous, user, traits);
    person.change({ user });
  };

  const register = (properties: Properties) =>
    person.change({ registered: { ...person.moment().visitor.registered, ...properties } });

  const pages = watchPages(options, guard(() => wants('page') && page()));

  const decide = (made?: Consent) => {
    if (made) store.write(CHOICE, { made });
    consent = readConsent(store, options);
    if (consent === 'denied') store.clear();
    store.open(consent === 'granted' && (options.persistence || 'local') === 'local');
    sender.wake();
  };

  const methods = {
    track,
    page,
    identify,
    alias: (id: string) => join(person.user(), somebody(id)),
    group(type: string, id: string, traits?: Properties) {
      register({ [type]: id });
      track('group', { group_type: type, group_id: id, ...traits });
    },
    register,
    reset: person.reset,
    consent: decide,
    optOut: () => decide('denied'),
    optIn: () => decide('granted'),
    flush: sender.flush,
    ready: (then: (tracker: Tracker) => void) => then(tracker),
    before: (chosen: Hook) => void (hook = chosen),
    on,
    debug: () =>
      void import(new URL('tracker-debug.js', source).href).then((panel) =>
        panel.show(tracker, options)
      )
        .catch((error) => emit('error', error)),
    id: () => person.user(),
    session: () => person.moment().session.id,
  };

  type Method = (...parameters: unknown[]) => unknown;
  const call: Method = (method, ...parameters) => byName[method as string]?.(...parameters);
  const byName = call as unknown as Record<string, Method>;
  const tracker = call as Tracker;
  for (const [name, method] of Object.entries(methods)) byName[name] = guard(method as Method);

  const listen = () => {
    const leave = guard(() => {
      pages.leave();
      sender.leave();
    });
    const wake = guard(sender.wake);
    addEventListener('visibilitychange', () => document.hidden ? leave() : wake(), true);
    // Never `unload`: it would keep the page out of the back/forward cache.
    addEventListener('pagehide', leave);
    addEventListener('online', wake);
    addEventListener('pageshow', ({ persisted }) => persisted && pages.view());
    // A choice holds in all tabs at once.
    addEventListener('storage', guard(({ key }) => key === prefix + CHOICE && decide()));
    watchClicks(options, wants, track, guard);
  };
  const start = guard(() => {
    decide();
    listen();
    pages.watch(guard);
    if (location.search.includes('iafa_debug')) methods.debug();
  });

  if ((document as { prerendering?: boolean }).prerendering) {
    // Nobody has seen the page yet.
    addEventListener('prerenderingchange', start, true);
  } else start();
  return tracker;
}
