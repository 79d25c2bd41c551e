import { useEffect, useState } from 'react';
import type { Project } from '@/api/answers.ts';
import { curlFor } from '@/api/curl.ts';
import type { StoredEvent } from '@/api/explorer.ts';
import type { LiveState } from '@/api/live.ts';
import { ago } from '@/dates/instants.ts';
import { count, plural } from '@/ui/format.ts';
import { CopyBlock } from '@/ui/CopyBlock.tsx';
import { Icon } from '@/ui/icons.tsx';
import { Link } from '@/ui/router.tsx';
import { useAfter } from '@/ui/useAfter.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import { causesOf } from './diagnosis.ts';
import { RefusedRow } from './RefusedRow.tsx';
import type { Check } from './useArrivals.ts';
import { isInBrowser, type Way } from './ways.ts';

interface LiveCheckProps {
  readonly project: Project;
  readonly way: Way;
  readonly writeKey: string | null;
  readonly check: Check;
}

/** Long enough to paste and reload, short enough that nobody sits and wonders. */
const silenceMilliseconds = 20_000;
const rows = 6;
const earlierRows = 3;

/** Every request as it arrives, with the server's verdict; after a silence, what may be wrong. */
export function LiveCheck({ project, way, writeKey, check }: LiveCheckProps): JSX.Element {
  const { arrivals, state } = check;
  const { list, taken, refused, earlier, dropped } = arrivals;
  const silent = useAfter(silenceMilliseconds, state === 'open' && list.length === 0);
  const diagnosed = useOnce(silent);
  const now = useNow(list.length > 0 || (earlier?.length ?? 0) > 0);
  const more = taken + refused - Math.min(rows, list.length);
  return (
    <section className='install-step live-check' aria-labelledby='install-check'>
      <h2 id='install-check' data-step='2' data-done={taken > 0 ? '' : undefined}>
        See it arrive
      </h2>
      <p
        className='listening'
        role='status'
        data-state={state}
        data-arrived={taken > 0 ? '' : undefined}
        data-refused={taken === 0 && refused > 0 ? '' : undefined}
      >
        <i aria-hidden='true' />
        {wordsFor(state, arrivals, silent)}
      </p>
      {state === 'lost' ? <Lost /> : null}
      {list.length === 0
        ? (
          <p className='check-waiting'>
            What you send from now on appears here within a second, also what is refused.
          </p>
        )
        : (
          <ol className='check-list'>
            {list.slice(0, rows).map((arrival, place) => (
              <ArrivalRow
                key={`${arrival.kind} ${arrival.id}`}
                arrival={arrival}
                project={project}
                writeKey={writeKey}
                now={now}
                brief={isRepeated(list, place)}
              />
            ))}
          </ol>
        )}
      {more > 0 || dropped > 0
        ? (
          <p className='check-more'>
            and {count(more + dropped)} more ·{' '}
            <Link to={`/projects/${project.id}/live`}>Live events</Link>
          </p>
        )
        : null}
      {list.length === 0 && earlier && earlier.length > 0
        ? <Earlier events={earlier} now={now} />
        : null}
      {diagnosed
        ? <Diagnosis project={project} way={way} writeKey={writeKey} over={list.length > 0} />
        : null}
    </section>
  );
}

function wordsFor(state: LiveState, { taken, refused }: Arrivals, silent: boolean): string {
  if (state === 'lost') return 'Not listening';
  const refusals = refused === 0 ? '' : `${count(refused)} refused`;
  if (taken > 0) {
    const events = `${count(taken)} ${plural(taken, 'event', 'events')}`;
    return `Receiving events · ${events}${refusals && `, ${refusals}`}`;
  }
  if (refused > 0) return `Something arrives, but is refused · ${count(refused)} so far`;
  if (state !== 'open') return 'Connecting…';
  return silent ? `Listening · nothing for ${silenceMilliseconds / 1000} seconds` : 'Listening';
}

function Lost(): JSX.Element {
  return (
    <p role='alert' className='check-waiting'>
      The server does not tell this page what arrives.{' '}
      <button type='button' className='text-button' onClick={() => location.reload()}>
        Try again
      </button>
    </p>
  );
}

/** How to mend it stands once, at the newest of its kind. */
const isRepeated = (list: readonly Arrival[], place: number): boolean => {
  const one = list[place];
  return one?.kind === 'refused' &&
    list.slice(0, place).some((other) =>
      other.kind === 'refused' && other.refusal.reason === one.refusal.reason &&
      other.refusal.origin === one.refusal.origin
    );
};

interface ArrivalRowProps {
  readonly arrival: Arrival;
  readonly project: Project;
  readonly writeKey: string | null;
  readonly now: number;
  readonly brief: boolean;
}

function ArrivalRow({ arrival, project, writeKey, now, brief }: ArrivalRowProps): JSX.Element {
  const since = ago(new Date(arrival.at).toISOString(), now, 'narrow');
  return arrival.kind === 'taken'
    ? (
      <li data-verdict='taken'>
        <Icon name='check' />
        <EventWords event={arrival.event} />
        <time>{since}</time>
      </li>
    )
    : (
      <RefusedRow
        refusal={arrival.refusal}
        since={since}
        project={project.id}
        writeKey={writeKey}
        brief={brief}
      />
    );
}

/** Which event, whose, and where. */
function EventWords({ event }: { event: StoredEvent }): JSX.Element {
  const { event_type: kind, user_id: user, url } = event;
  const place = url !== null && URL.canParse(url) ? new URL(url).pathname : '';
  return (
    <p>
      <b>{kind}</b>
      <span>{[user, place].filter(Boolean).join(' · ')}</span>
    </p>
  );
}

function Earlier(
  { events, now }: { events: readonly StoredEvent[]; now: number },
): JSX.Element {
  return (
    <div className='check-earlier'>
      <h3>Earlier</h3>
      <ol className='check-list'>
        {events.slice(0, earlierRows).map((event) => (
          <li key={event.id}>
            <Icon name='check' />
            <EventWords event={event} />
            <time>{ago(event.timestamp, now, 'narrow')}</time>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface DiagnosisProps {
  readonly project: Project;
  readonly way: Way;
  readonly writeKey: string | null;
  /** Something came after all; what is here may still help with the page itself. */
  readonly over: boolean;
}

function Diagnosis({ project, way, writeKey, over }: DiagnosisProps): JSX.Element {
  const inBrowser = isInBrowser(way);
  const causes = causesOf({
    server: location.origin,
    domain: project.domain,
    inBrowser,
    asksNotToTrack: asksNotToTrack(),
  });
  const sender = inBrowser ? 'page' : 'program';
  return (
    <details className='diagnosis' open={!over}>
      <summary>
        {over ? `Still nothing from your ${sender}?` : 'Nothing has reached the server'}
      </summary>
      <p>Does the server hear at all? Run this line in a terminal:</p>
      <CopyBlock
        label='test line'
        titled
        text={curlFor(location.origin, writeKey, 'page_view', 'visitor-1')}
      />
      <p>
        If it appears here, the server is fine, and one of these is between it and your{' '}
        {sender}, the likeliest first:
      </p>
      <ol className='causes'>
        {causes.map(({ id, title, words, copy }, place) => (
          <li key={id}>
            <details open={place === 0}>
              <summary>{title}</summary>
              <p>{words}</p>
              {copy ? <CopyBlock label={copy.name} text={copy.text} titled /> : null}
            </details>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The signals that the tracker obeys unless its tag says otherwise. */
function asksNotToTrack(): boolean {
  const { globalPrivacyControl, doNotTrack } = navigator as Navigator & {
    readonly globalPrivacyControl?: boolean;
  };
  return globalPrivacyControl === true || doNotTrack === '1';
}

/** True from the first time that `now` was. */
function useOnce(now: boolean): boolean {
  const [was, setWas] = useState(false);
  useEffect(() => {
    if (now) setWas(true);
  }, [now]);
  return was || now;
}

/** The time, told anew each second while something on show is so and so long ago. */
function useNow(counts: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!counts) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [counts]);
  return now;
}
