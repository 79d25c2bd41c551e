import type { FormErrors } from '@/ui/useForm.ts';
import { type Draft, units } from './draft.ts';
import { wordsAt } from './faults.ts';
import { usePropertyOptions } from './known.ts';
import { StageLines } from './StageLines.tsx';
import { TailClauses } from './TailClauses.tsx';
import { Choice, Faults, Noun, Plain } from './words.tsx';

interface SentenceProps {
  readonly project: string;
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly onChange: (draft: Draft) => void;
}

/** The definition as a sentence in which every noun is edited where it stands. */
export function Sentence(props: SentenceProps): JSX.Element {
  const { project, draft, errors, onChange } = props;
  return (
    <div className='sentence'>
      <Subject {...props} />
      <StageLines
        project={project}
        draft={draft}
        errors={errors}
        onChange={(stages) => onChange({ ...draft, stages })}
      />
      <TailClauses {...props} />
    </div>
  );
}

/** “People who did” */
function Subject({ project, draft, errors, onChange }: SentenceProps): JSX.Element {
  const properties = usePropertyOptions(project, null);
  const named = draft.unit === 'property' || draft.unit === 'user_property';
  const faults = wordsAt(errors, 'count_by');
  return (
    <div className='phrase subject' role='group' aria-label='Who is counted'>
      <Choice
        label='Count'
        value={draft.unit}
        choices={units}
        describedBy='count-faults'
        onChange={(unit) => onChange({ ...draft, unit })}
      />
      {named
        ? (
          <Noun
            label='Property that is counted'
            placeholder='property'
            invalid={faults.length > 0}
            describedBy='count-faults'
            options={draft.unit === 'property' ? properties : []}
            value={draft.unitProperty}
            onChange={(unitProperty) => onChange({ ...draft, unitProperty })}
          />
        )
        : null}
      <Plain>{draft.unit === 'users' ? 'who did' : 'with'}</Plain>
      <Faults id='count-faults' words={faults} />
    </div>
  );
}
