import { useState } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { useEventTypes } from '@/api/explorer.ts';
import { definitionOf, type FunnelTemplate, useFunnelTemplates } from '@/api/funnels.ts';
import { Silhouette } from '@/ui/river/Silhouette.tsx';
import { type Fit, fitInWords, fitOf } from './templateFit.ts';

interface TemplatesProps {
  readonly project: string;
  readonly onPick: (definition: FunnelDefinition) => void;
}

interface Offer extends Fit {
  readonly template: FunnelTemplate;
  readonly definition: FunnelDefinition;
}

const shownAtFirst = 4;

/** Places to begin, those first whose events the project has. */
export function Templates({ project, onPick }: TemplatesProps): JSX.Element | null {
  const { data, problem, loading, retry } = useFunnelTemplates();
  const types = useEventTypes(project).data;
  const [all, setAll] = useState(false);
  const known = types?.items.map(({ name }) => name) ?? null;
  const offers = (data ?? []).flatMap((template): readonly Offer[] => {
    const definition = definitionOf(template);
    return definition ? [{ template, definition, ...fitOf(definition, known ?? []) }] : [];
  }).sort((a, b) => b.share - a.share);
  if (problem && !data) {
    return (
      <p className='templates-none'>
        The templates could not be loaded. {problem.message}{' '}
        <button type='button' className='text-button' onClick={retry}>Try again</button>
      </p>
    );
  }
  if (!data && loading) return <div className='templates' aria-busy='true' />;
  if (offers.length === 0) return null;
  const shown = all ? offers : offers.slice(0, shownAtFirst);
  return (
    <>
      <div className='templates' role='group' aria-label='Start from a template'>
        {shown.map((offer) => (
          <button
            key={offer.template.id}
            type='button'
            onClick={() => onPick(offer.definition)}
          >
            <Picture offer={offer} />
            <b>{offer.template.name}</b>
            <span className='template-about'>{offer.template.description}</span>
            {known === null
              ? null
              : (
                <span className='template-fit' data-fits={offer.share === 1 ? '' : undefined}>
                  {fitInWords(offer)}
                </span>
              )}
          </button>
        ))}
      </div>
      {offers.length > shownAtFirst
        ? (
          <button
            type='button'
            className='text-button templates-more'
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all ? 'Fewer templates' : `All ${offers.length} templates`}
          </button>
        )
        : null}
    </>
  );
}

/** A picture of the idea, not of data: as many columns as stages, without colour while events lack. */
function Picture({ offer }: { readonly offer: Offer }): JSX.Element {
  const shares = offer.definition.stages.map((_, index) => 0.62 ** index);
  return (
    <span className='template-picture' data-still={offer.share < 1 ? '' : undefined}>
      <Silhouette shares={shares} width={132} height={36} />
    </span>
  );
}
