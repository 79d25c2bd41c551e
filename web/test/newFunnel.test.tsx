import { App } from '@/app/App.tsx';
import { forgetAnswers } from '@/api/queryCache.ts';
import { emptyDraft, faultsOf, moved, newStage, titleFrom, toApi } from '@/builder/draft.ts';
import { startSession } from '@/session/session.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import { connect, goTo, press, render, submit, type, until, type View } from './render.ts';

const has = (view: View, name: string | RegExp): () => boolean => () =>
  view.all('heading', name).length > 0;

Deno.test('a draft names its faults, its stages and its window as the API does', () => {
  const draft = { ...emptyDraft(), windowAmount: 'x' };
  equal(Object.keys(faultsOf(draft)), [
    'name',
    'stages.0.event',
    'stages.1.event',
    'window_seconds',
  ]);
  const full = {
    ...draft,
    name: ' Shop ',
    stages: [newStage('', 'page_view'), newStage('Buy', ' purchase ')],
    windowAmount: '36',
    windowUnit: 'hours' as const,
  };
  equal(faultsOf(full), {});
  equal(toApi(full), {
    name: 'Shop',
    stages: [{ name: 'Page view', event: 'page_view' }, { name: 'Buy', event: 'purchase' }],
    window_seconds: 129_600,
    order: 'ordered',
    count_by: 'users',
    hold_constant: [],
    exclusions: [],
    exclusion_effect: 'leave_funnel',
  });
  equal(toApi({ ...full, windowUnit: 'none' }).window_seconds, null);
  equal(titleFrom('add-to.cart'), 'Add to cart');
});

Deno.test('a stage moves by one place and stays in the list', () => {
  const stages = ['a', 'b', 'c'].map((event) => newStage('', event));
  const events = (list: readonly { events: readonly string[] }[]): string =>
    list.map(({ events }) => events[0]).join('');
  equal(events(moved(stages, 0, 1)), 'bac');
  equal(events(moved(stages, 2, -1)), 'acb');
  equal(events(moved(stages, 0, -1)), 'abc');
  equal(events(moved(stages, 2, 1)), 'abc');
});

Deno.test('a funnel is made from an example, changed, refused, mended, and then shown', async () => {
  forgetAnswers();
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
  await submit(view);
  match(view.text(), /Give the funnel a name.*Which event fills this stage\?/);
  press(view.one('button', /^Lead form/));
  press(view.one('button', 'Add a stage'));
  type(view.one('input', 'Stage 4: event'), 'deal_won');
  press(view.one('button', 'Move stage 4 up'));
  press(view.one('button', 'Remove stage 1'));
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
