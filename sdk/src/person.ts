import { type Touch, touch } from './address.ts';
import { type Clock, HOUR, instant, now, tick, uuid } from './clock.ts';
import type { Options, Properties } from './iafa.d.ts';
import type { Store } from './store.ts';

const IDLE = HOUR / 2;
const LONGEST = 24 * HOUR;
/** The server gives whoever has no id of their own one for the day. */
const OF_THE_DAY = '$daily';

interface Visitor {
  anonymous: string;
  user: string;
  /** What every event carries. */
  registered: Properties;
  first: Touch;
}

interface Session extends Clock {
  id: string;
  start: number;
  touch: Touch;
}

/** What an event needs to know about its moment. */
export interface Moment {
  time: number;
  visitor: Visitor;
  session: Session;
}

/** Who sits here, since when, and where they came from. Kept in two records, shared by tabs. */
export function makePerson(store: Store, { query, persistence }: Options) {
  const readSession = () => store.read<Session>('session') as Session;

  /** The next moment; a session that was idle or long enough ends, and another begins. */
  const moment = (): Moment => {
    const session = readSession();
    const { last = 0 } = session;
    const time = tick(session);
    if (!session.id || time - last > IDLE || time - session.start > LONGEST) {
      session.id = uuid(time);
      session.start = time;
      session.touch = touch('session_', query);
    }
    store.write('session', session);
    const visitor = store.read<Visitor>('visitor') as Visitor;
    if (!visitor.anonymous) {
      visitor.anonymous = persistence === 'none' ? OF_THE_DAY : uuid(time);
      visitor.first = touch('first_', query);
      store.write('visitor', visitor);
    }
    return { time, session, visitor };
  };

  return {
    moment,
    /** The id that events carry. */
    user: ({ visitor }: Moment = moment()) => visitor.user || visitor.anonymous,
    /** Changes the visitor's record; another tab may have changed it since it was last read. */
    change(changes: Partial<Visitor>) {
      store.write('visitor', { ...moment().visitor, ...changes });
    },
    /** Someone else sits here now. The clock stays: it is the device's, not the person's. */
    reset() {
      const { last, shift } = readSession();
      store.write('session', { last, shift });
      store.remove('visitor');
    },
    /** The clock that the events were stamped by, for `sent_at`. */
    sentAt: () => instant(now(readSession())),
  };
}
