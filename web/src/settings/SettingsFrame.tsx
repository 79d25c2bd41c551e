import type { ReactNode } from 'react';
import { useSignedIn } from '@/api/signedIn.ts';
import { Page } from '@/ui/Page.tsx';
import { Link } from '@/ui/router.tsx';

interface SettingsFrameProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly children: ReactNode;
}

/** Every settings page: the places at the left, one of them open. */
export function SettingsFrame({ title, lead, children }: SettingsFrameProps): JSX.Element {
  return (
    <Page
      title={`${title} · Settings`}
      place={
        <>
          <span>Settings</span>
          <i>/</i>
          <b>{title}</b>
        </>
      }
    >
      <div className='settings'>
        <Places />
        <div className='settings-page'>
          <h1>{title}</h1>
          <p className='settings-lead'>{lead}</p>
          {children}
        </div>
      </div>
    </Page>
  );
}

/** Another page of settings is one more line here. */
function Places(): JSX.Element {
  const { project, session } = useSignedIn();
  const here = project && `/projects/${encodeURIComponent(project.id)}/settings`;
  return (
    <nav className='settings-places' aria-label='Settings'>
      {project && here
        ? (
          <Group name={project.name}>
            <Link to={here}>General</Link>
            <Link to={`${here}/keys`}>Keys</Link>
            <Link to={`${here}/data`}>Data</Link>
          </Group>
        )
        : null}
      <Group name={session.organization.name}>
        <Link to='/settings/organization'>Organisation</Link>
      </Group>
      <Group name='You'>
        <Link to='/settings/account'>Account</Link>
      </Group>
    </nav>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  return (
    <div role='group' aria-label={name}>
      <h2 title={name}>{name}</h2>
      {children}
    </div>
  );
}
