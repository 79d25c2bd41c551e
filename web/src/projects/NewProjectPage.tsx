import { useCallback, useState } from 'react';
import * as api from '@/api/endpoints.ts';
import { Problem } from '@/api/problem.ts';
import { projectsChanged, useProjects } from '@/api/queries.ts';
import { Field, FormError } from '@/ui/Field.tsx';
import { Page } from '@/ui/Page.tsx';
import { Link, navigate } from '@/ui/router.tsx';
import { type FormErrors, FormFault, useForm } from '@/ui/useForm.ts';
import { rememberWriteKey } from '@/api/trackingCode.ts';
import { SampleOffer } from './SampleOffer.tsx';

const here = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const zones = [...new Set([here, 'UTC', ...Intl.supportedValuesOf('timeZone')])];

/** `https://shop.example.com/cart` names the domain `shop.example.com`. */
export const domainFrom = (typed: string): string =>
  typed.trim().toLowerCase().replace(/^[a-z]+:\/\//, '').replace(/[/?#].*$/, '');

async function create(form: FormData): Promise<void> {
  const value = (name: string): string => String(form.get(name) ?? '').trim();
  const name = value('name');
  const domain = domainFrom(value('domain'));
  if (name === '') throw new FormFault({ name: 'Give the project a name.' });
  try {
    const project = await api.createProject({
      name,
      timezone: value('timezone'),
      ...(domain === '' ? {} : { domain }),
    });
    rememberWriteKey(project.id, project.api_key);
    projectsChanged();
    navigate(`/projects/${project.id}/start`);
  } catch (error) {
    if (!(error instanceof Problem) || error.faults.length === 0) throw error;
    throw new FormFault(
      Object.fromEntries(error.faults.map(({ field, message }) => [field, message])),
    );
  }
}

export function NewProjectPage(): JSX.Element {
  const projects = useProjects().data;
  const { errors, busy, onSubmit } = useForm(useCallback(create, []));
  return (
    <Page title='New project' place={<b>New project</b>}>
      <section className='new-project' data-first={projects?.length === 0 ? '' : undefined}>
        <h1>What do you want to look at?</h1>
        <p className='lead'>A project holds the events of one site or product, and its funnels.</p>
        <div className='new-project-columns'>
          <form className='form' onSubmit={onSubmit} noValidate>
            <FormError errors={errors} />
            <Field
              label='Name'
              name='name'
              placeholder='Acme Storefront'
              autoComplete='off'
              errors={errors}
            />
            <Field
              label='Domain'
              name='domain'
              placeholder='acme-store.com'
              aside={<span className='optional'>optional</span>}
              hint='With it you are told when your pages send with a wrong key.'
              inputMode='url'
              autoCapitalize='off'
              autoComplete='off'
              spellCheck={false}
              errors={errors}
            />
            <ZoneField errors={errors} />
            <div className='form-end'>
              <button type='submit' className='button primary large' disabled={busy}>
                {busy ? 'Creating…' : 'Create project'}
              </button>
              {projects && projects.length > 0
                ? <Link to='/' className='button large'>Cancel</Link>
                : null}
            </div>
          </form>
          {projects?.length === 0 ? <SampleOffer /> : null}
        </div>
      </section>
    </Page>
  );
}

/** The zone of this browser is the best guess; what its clock shows tells whether it is right. */
function ZoneField({ errors }: { errors: FormErrors }): JSX.Element {
  const [zone, setZone] = useState(here);
  return (
    <Field
      label='Time zone'
      name='timezone'
      errors={errors}
      hint={`Days begin and end here. It is ${clockIn(zone)} there now.`}
      control={(tie) => (
        <select
          {...tie}
          className='input'
          value={zone}
          onChange={({ target }) => setZone(target.value)}
        >
          {zones.map((name) => <option key={name} value={name}>{name.replaceAll('_', ' ')}
          </option>)}
        </select>
      )}
    />
  );
}

const clockIn = (timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', timeZone })
    .format(new Date());
