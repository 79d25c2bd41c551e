import { useEffect, useMemo, useState } from 'react';
import type { FunnelAnswer, Project } from '@/api/answers.ts';
import { tryDefinition } from '@/api/reports.ts';
import { useQuery } from '@/api/useQuery.ts';
import type { Span } from '@/dates/range.ts';
import { useRange } from '@/question/useRange.ts';
import type { FormErrors } from '@/ui/useForm.ts';
import { toApi } from './definition.ts';
import type { Draft } from './draft.ts';
import { faultsFrom, faultsOf } from './faults.ts';

/** While somebody types there is nothing to count yet. */
const pause = 350;

/** What a draft says as it stands. */
export interface Outcome {
  readonly answer: FunnelAnswer | null;
  /** The answer is that of an earlier definition. */
  readonly stale: boolean;
  readonly loading: boolean;
  /** Something has to be filled in before anything can be counted. */
  readonly incomplete: boolean;
  /** What the server finds wrong, at its fields. */
  readonly faults: FormErrors;
  /** Why there is no answer, where no field is to blame. */
  readonly failure: string | null;
  readonly retry: () => void;
  readonly span: Span;
  readonly today: string;
}

const none: FormErrors = {};

export function usePreview(project: Project, draft: Draft): Outcome {
  const { span, today } = useRange(project.timezone);
  const wanted = useMemo(() => definitionOf(draft), [draft]);
  const asked = useSettled(wanted, pause);
  const { data, problem, stale, loading, retry } = useQuery(
    asked && `answer draft ${project.id} ${asked} ${span.start} ${span.end}`,
    (signal) => tryDefinition(project.id, JSON.parse(asked ?? '{}'), span, signal),
    `draft ${project.id}`,
  );
  const current = asked === wanted;
  const refused = current && problem !== null && problem.faults.length > 0;
  const faults = useMemo(
    () => refused && problem ? faultsFrom(problem.faults, draft) : none,
    [refused, problem, draft],
  );
  return {
    answer: data,
    stale: stale || !current || problem !== null,
    loading,
    incomplete: wanted === null,
    faults,
    failure: current && problem && !refused ? problem.message : null,
    retry,
    span,
    today,
  };
}

/** Null while something is missing; the names are not among what counts. */
export function definitionOf(draft: Draft): string | null {
  const named = { ...draft, name: 'Draft', description: '' };
  if (Object.keys(faultsOf(named)).length > 0) return null;
  return JSON.stringify(toApi(named));
}

/** The value once it has stood for a moment; while there is none, the last there was. */
export function useSettled<T>(value: T | null, milliseconds: number): T | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
