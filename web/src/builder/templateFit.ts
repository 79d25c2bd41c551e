import type { FunnelDefinition } from '@/api/answers.ts';
import { count } from '@/ui/format.ts';

/** How many of a template's stages the project's events could fill. */
export interface Fit {
  readonly filled: number;
  readonly stages: number;
  /** 0 to 1. */
  readonly share: number;
  /** Events of the stages that nothing fills. */
  readonly missing: readonly string[];
}

export function fitOf({ stages }: Pick<FunnelDefinition, 'stages'>, known: readonly string[]): Fit {
  const eventsOf = (stage: FunnelDefinition['stages'][number]): readonly string[] =>
    [stage.event, ...stage.any_of].filter((event) => event !== '');
  const lacking = stages.filter((stage) =>
    !eventsOf(stage).some((event) => event === '*' || known.includes(event))
  );
  const filled = stages.length - lacking.length;
  return {
    filled,
    stages: stages.length,
    share: stages.length === 0 ? 0 : filled / stages.length,
    missing: [...new Set(lacking.map((stage) => eventsOf(stage)[0] ?? ''))],
  };
}

/** `all its events are here`, `3 of 5 stages have events here`. */
export function fitInWords({ filled, stages, missing }: Fit): string {
  if (filled === stages) return 'All its events are here';
  if (filled === 0) return 'None of its events are here yet';
  return missing.length === 1
    ? `All but ${missing[0]} are here`
    : `${count(filled)} of ${count(stages)} stages have events here`;
}
