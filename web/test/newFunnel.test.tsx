import { App } from '@/app/App.tsx';
import { forgetAnswers } from '@/api/queryCache.ts';
import { startSession } from '@/session/session.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import { connect, goTo, press, pressIn, render, submit, type, until, type View } from './render.ts';

const has = (view: View, name: string | RegExp): () => boolean => () =>
  view.all('heading', name).length > 0;

Deno.test('a funnel is made from a template, changed, refused, mended, and then shown', async () => {
  forgetAnswers();
  localStorage.clear();
  const api = furnished();
  const wire = connect(api);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  goTo(`/projects/${api.projects[0]?.id}/funnels/new`);
  startSession();
  const view = render(<App />);
  await until(view, has(view, 'New funnel'));
  await until(view, () => view.all('button', /^Lead form/).length > 0);
  await submit(view);
  match(view.text(), /Give the funnel a name.*Which event fills this stage\?/);
  press(view.one('button', /^Lead form/));
  press(view.one('button', 'Add a stage'));
  type(view.one('input', 'Stage 4: event'), 'deal_won');
  await pressIn(view, /^Stage 4: move/, 'button', 'Move stage 4 up');
  await pressIn(view, /^Stage 1: move/, 'button', 'Remove stage 1');
  type(view.one('input', 'Name'), 'refuse me');
  await submit(view);
  await until(view, () => view.text().includes('Not this event.'));
  equal(document.activeElement, view.one('input', 'Stage 2: event'));
  type(view.one('input', 'Name'), 'Leads');
  type(view.one('input', 'Unit of time'), 'none');
  await submit(view);
  await until(view, has(view, /Nobody entered/));
  const made = api.funnels.at(-1);
  equal(made?.stages, [
    { name: 'Open form', event: 'form_open' },
    { name: 'Deal won', event: 'deal_won' },
    { name: 'Submit', event: 'form_submit' },
  ]);
  equal(made?.window_seconds, null);
  equal(location.pathname, `/projects/${made?.project_id}/funnels/${made?.id}`);
  await until(view, () => view.all('link', /^Leads/).length > 0);
  view.unmount();
  wire.restore();
});
