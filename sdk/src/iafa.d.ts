/** The public face of the tracker: what a page may call and what it gets. */

export type Properties = Record<string, unknown>;

/** Name of event → its properties. Give your own to have names and properties checked. */
export type EventMap = Record<string, Properties>;

export interface Options {
  /** The project's write key, `pk_…`. */
  key: string;
  /** Where `/track/batch` is: `https://iafa.example.com/api/v1`, or a path of your own, `/i`. */
  api: string;
  /** What is captured without code; default `page,click,outbound,download,form`. */
  auto?: string | undefined;
  /** What a new page of a single-page application is; default `history`. */
  spa?: 'history' | 'hash' | undefined;
  /**
   * Where ids and unsent events live; default `local`. `memory` writes nothing on the device, and
   * each load of a page is a new person; `none` neither, and the server knows the visitor of a day.
   */
  persistence?: 'local' | 'memory' | 'none' | undefined;
  /** `required`: nothing is stored or sent before `consent('granted')`. */
  consent?: 'granted' | 'required' | undefined;
  /** Signals of the browser that mean no; default `gpc,dnt`. */
  respect?: string | undefined;
  /** Query parameters kept in addresses besides campaign ones, by comma. */
  query?: string | undefined;
}

export interface TrackOptions {
  /** Kept as the property `revenue`. */
  revenue?: number;
  /** When it happened, if not now. */
  time?: Date;
  /** A UUID; the same one counts once, however often it is sent. */
  id?: string;
}

/** An event as it goes over the wire. */
export interface WireEvent {
  id: string;
  type?: 'identify';
  event_type?: string;
  user_id: string;
  anonymous_id?: string;
  session_id?: string;
  properties?: Properties;
  traits?: Properties | undefined;
  url?: string;
  referrer?: string | undefined;
  timestamp?: string;
  user_agent?: string;
}

export interface Signals {
  /** An event was taken down; nothing has been sent yet. */
  queued: (event: WireEvent) => void;
  /** The server has it on disk. */
  sent: (event: WireEvent) => void;
  /** It will not be sent (again); `reason` is the server's or ours. */
  dropped: (event: WireEvent | undefined, reason: unknown) => void;
  /** Something failed. The page never sees an exception of ours. */
  error: (error: unknown) => void;
}

export interface Tracker<Events extends EventMap = EventMap> {
  /** Every method by its name, as the stub takes them before the tracker is there. */
  (method: string, ...parameters: unknown[]): unknown;
  track<Name extends keyof Events & string>(
    name: Name,
    properties?: Events[Name],
    options?: TrackOptions,
  ): void;
  /** A page view; sent by itself unless `auto` leaves `page` out. */
  page(properties?: Properties): void;
  /** From now on (and looking back) events are this person's. */
  identify(userId: string, traits?: Properties): void;
  /** `userId` is the same person as the present one. */
  alias(userId: string): void;
  /** Every later event carries `type: id` as a property, for counting by it. */
  group(type: string, id: string, traits?: Properties): void;
  /** Properties that every later event carries; `undefined` takes one away. */
  register(properties: Properties): void;
  /** Someone else sits here now: new ids, no registered properties. */
  reset(): void;
  consent(choice: 'granted' | 'denied'): void;
  optOut(): void;
  optIn(): void;
  /** Sends what waits; true when nothing is left. */
  flush(): Promise<boolean>;
  ready(then: (tracker: Tracker<Events>) => void): void;
  /** Sees every event before it is kept: returns it, changed or not, or null to drop it. */
  before(hook: (event: WireEvent) => WireEvent | null | undefined | false): void;
  on<Name extends keyof Signals>(name: Name, listener: Signals[Name]): void;
  /** Opens the panel that shows events and the server's verdicts as they happen. */
  debug(): void;
  /** The id that events carry now. */
  id(): string;
  session(): string;
}

/** Starts a tracker; for pages that bundle it instead of loading `/tracker.js`. */
export function init<Events extends EventMap = EventMap>(options: Options): Tracker<Events>;
