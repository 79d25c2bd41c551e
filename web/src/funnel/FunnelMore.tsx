import type { FunnelAnswer, FunnelDefinition, Project } from '@/api/answers.ts';
import { answersChanged } from '@/api/queries.ts';
import { funnelPath } from '@/question/paths.ts';
import { comparesFrom, viewFrom, viewParameters } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { Icon } from '@/ui/icons.tsx';
import { MenuRow } from '@/ui/MenuRow.tsx';
import { Link } from '@/ui/router.tsx';
import { narrow, useMedia } from '@/ui/useMedia.ts';
import { ShareRows } from './share/ShareRows.tsx';

interface FunnelMoreProps {
  readonly project: Project;
  readonly funnel: FunnelDefinition;
  /** Null while there are no numbers of these days. */
  readonly answer: FunnelAnswer | null;
  readonly close: () => void;
}

/** What the header's menu holds: ways to take the funnel along, and what had no room beside it. */
export default function FunnelMore(props: FunnelMoreProps): JSX.Element {
  const { project, funnel, answer, close } = props;
  const { search } = useSearch();
  const isNarrow = useMedia(narrow);
  return (
    <div className='menu'>
      {isNarrow ? <NarrowRows project={project} funnel={funnel} close={close} /> : null}
      <ShareRows
        definition={funnel}
        answer={answer}
        timezone={project.timezone}
        view={viewFrom(search)}
        close={close}
      />
    </div>
  );
}

function NarrowRows({ project, funnel, close }: Omit<FunnelMoreProps, 'answer'>): JSX.Element {
  const { search, change } = useSearch();
  const compares = comparesFrom(search);
  const other = viewFrom(search) === 'bars' ? 'river' : 'bars';
  const closing = (act: () => void) => () => {
    act();
    close();
  };
  return (
    <div className='menu-part'>
      <MenuRow
        icon='compare'
        words='vs previous'
        pressed={compares}
        onPress={closing(() => change({ compare: compares ? 'off' : null }, 'replace'))}
      />
      <MenuRow
        icon={other}
        words={other === 'river' ? 'Show as a river' : 'Show as bars'}
        onPress={closing(() => change(viewParameters(other), 'replace'))}
      />
      <Link
        to={`${funnelPath(project.id, funnel.id)}/edit`}
        className='menu-row'
        onClick={close}
      >
        <Icon name='edit' />
        <span className='menu-words'>Edit this funnel</span>
      </Link>
      <MenuRow icon='refresh' words='Refresh' onPress={closing(answersChanged)} />
    </div>
  );
}
