import {
  CreatedProject,
  FunnelAnswer,
  FunnelDefinition,
  Project,
  Session,
  TrackingCode,
} from './answers.ts';
import { command, request } from './client.ts';
import { type Infer, list, object } from './schema.ts';

/** Every call that the page makes, one function each. */
export interface DateSpan {
  /** Calendar dates in the project's time zone, both inclusive. */
  readonly start: string;
  readonly end: string;
}

export interface FunnelChange {
  readonly name: string;
  /** `event`, or what else a stage may have. */
  readonly stages: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
  readonly window_seconds: number | null;
  readonly order: string;
  readonly count_by: unknown;
  readonly hold_constant: readonly string[];
  readonly exclusions: readonly Readonly<Record<string, unknown>>[];
  readonly exclusion_effect: string;
  readonly description: string;
  readonly strict_repeat: string;
}

export interface FunnelDraft extends FunnelChange {
  readonly project_id: string;
}

const page = '?limit=500';
const items = <T>(answer: { readonly items: readonly T[] }): readonly T[] => answer.items;
const enc = encodeURIComponent;

export const signIn = (body: { email: string; password: string }): Promise<Session> =>
  request('/auth/login', Session, { method: 'POST', body, refreshOn401: false });

export const register = (
  body: { email: string; password: string; full_name: string; organization_name?: string },
): Promise<Session> =>
  request('/auth/register', Session, { method: 'POST', body, refreshOn401: false });

export const signOut = (): Promise<void> =>
  command('/auth/logout', { method: 'POST', refreshOn401: false });

export const me = (signal?: AbortSignal): Promise<Session> =>
  request('/auth/me', Session, signal ? { signal } : {});

export const projects = (signal: AbortSignal): Promise<readonly Project[]> =>
  request(`/projects${page}`, object({ items: list(Project) }), { signal }).then(items);

export const createProject = (
  body: { name: string; domain?: string; timezone: string },
): Promise<Infer<typeof CreatedProject>> =>
  request('/projects', CreatedProject, { method: 'POST', body });

export const trackingCode = (
  project: string,
  signal: AbortSignal,
): Promise<Infer<typeof TrackingCode>> =>
  request(`/projects/${enc(project)}/tracking-code`, TrackingCode, { signal });

export const funnels = (
  project: string,
  signal: AbortSignal,
): Promise<readonly FunnelDefinition[]> =>
  request(
    `/funnels${page}&project_id=${enc(project)}`,
    object({ items: list(FunnelDefinition) }),
    { signal },
  ).then(items);

export const createFunnel = (body: FunnelDraft): Promise<FunnelDefinition> =>
  request('/funnels', FunnelDefinition, { method: 'POST', body });

export const deleteFunnel = (id: string): Promise<void> =>
  command(`/funnels/${enc(id)}`, { method: 'DELETE' });

export const funnelAnswer = (
  funnel: string,
  span: DateSpan,
  detail: 'everything' | 'counts',
  signal: AbortSignal,
): Promise<FunnelAnswer> =>
  request(
    `/analytics/funnel/${enc(funnel)}?start_date=${span.start}&end_date=${span.end}` +
      (detail === 'counts' ? '&include=counts' : ''),
    FunnelAnswer,
    { signal },
  );

/** How many people did anything at all in the span: a funnel of one stage that any event fills. */
export const peopleSeen = (
  project: string,
  span: DateSpan,
  signal: AbortSignal,
): Promise<number> =>
  request('/analytics/funnel', FunnelAnswer, {
    method: 'POST',
    signal,
    body: {
      project_id: project,
      definition: { stages: [{ name: 'Any event', event: '*' }] },
      start_date: span.start,
      end_date: span.end,
      include: 'counts',
    },
  }).then((answer) => answer.entered_users);
