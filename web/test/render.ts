import type { ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { act as reactAct } from 'react-dom/test-utils';
import { FixtureApi } from './fixture/api.ts';

const environment = globalThis as unknown as { IS_REACT_ACT_ENVIRONMENT: boolean };

/** React warns of updates outside `act` only while it is told that a test is watching. */
function act(work: () => void): void {
  environment.IS_REACT_ACT_ENVIRONMENT = true;
  reactAct(work);
  environment.IS_REACT_ACT_ENVIRONMENT = false;
}

async function actLater(work: () => Promise<void>): Promise<void> {
  environment.IS_REACT_ACT_ENVIRONMENT = true;
  await reactAct(work);
  environment.IS_REACT_ACT_ENVIRONMENT = false;
}

/** Renders into the document and finds things as a person would: by role and name. */
export interface View {
  readonly element: HTMLElement;
  all(role: Role, name?: string | RegExp): HTMLElement[];
  one(role: Role, name?: string | RegExp): HTMLElement;
  text(): string;
  unmount(): void;
}

const selectors = {
  alert: '[role=alert]',
  button: 'button',
  heading: 'h1, h2',
  input: 'input, select',
  link: 'a[href]',
  region: 'section, [role=region]',
  row: 'tbody tr',
  status: '[role=status]',
} as const;
export type Role = keyof typeof selectors;

function nameOf(node: Element): string {
  const label = node.id ? document.querySelector(`label[for="${node.id}"]`) : node.closest('label');
  return (node.getAttribute('aria-label') ?? label?.textContent ?? node.textContent ?? '').trim();
}

export function render(ui: ReactElement): View {
  const element = document.createElement('div');
  document.body.append(element);
  let root: Root | null = null;
  act(() => {
    root = createRoot(element);
    root.render(ui);
  });
  const all = (role: Role, name?: string | RegExp): HTMLElement[] =>
    [...element.querySelectorAll<HTMLElement>(selectors[role])].filter((node) =>
      name === undefined ||
      (typeof name === 'string' ? nameOf(node) === name : name.test(nameOf(node)))
    );
  return {
    element,
    all,
    one(role, name) {
      const [first, second] = all(role, name);
      if (first && !second) return first;
      throw new Error(
        `${second ? 'several' : 'no'} ${role} ${name ?? ''} in:\n${element.innerHTML}`,
      );
    },
    text: () => (element.textContent ?? '').replaceAll(/\s+/g, ' '),
    unmount() {
      act(() => root?.unmount());
      element.remove();
    },
  };
}

export function press(node: Element): void {
  act(() => {
    node.dispatchEvent(new window.MouseEvent('click', { bubbles: true, cancelable: true }));
  });
}

export function pressKey(node: Element, key: string): void {
  act(() => {
    node.dispatchEvent(
      new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
    );
  });
}

export function type(node: HTMLElement, value: string): void {
  const prototype = node instanceof window.HTMLSelectElement
    ? window.HTMLSelectElement.prototype
    : window.HTMLInputElement.prototype;
  act(() => {
    // React listens to the native setter; writing `.value` on the node would go unnoticed.
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(node, value);
    const kind = node instanceof window.HTMLSelectElement ? 'change' : 'input';
    node.dispatchEvent(new window.Event(kind, { bubbles: true }));
  });
}

export async function submit(view: View): Promise<void> {
  const form = view.element.querySelector('form');
  await actLater(async () => {
    form?.dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true }));
    await settled();
  });
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Waits until `condition` holds, or fails with what the page shows. */
export async function until(view: View, condition: () => boolean): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (condition()) return;
    await actLater(settled);
  }
  throw new Error(`still not: ${condition}\n${view.element.innerHTML}`);
}

/** Opens a popover by its button and presses something in it, which may come a moment later. */
export async function pressIn(
  view: View,
  opener: string | RegExp,
  role: Role,
  name: string | RegExp,
): Promise<void> {
  press(view.one('button', opener));
  await until(view, () => view.all(role, name).length > 0);
  press(view.one(role, name));
}

/** Everything asked of a stand-in, for as long as the test runs. */
export interface Wire {
  readonly api: FixtureApi;
  readonly asked: string[];
  restore(): void;
}

/** Lets `fetch` reach a stand-in API, with a cookie jar of its own. */
export function connect(api = new FixtureApi()): Wire {
  const real = globalThis.fetch;
  const asked: string[] = [];
  let cookie = '';
  globalThis.fetch = async (input, init) => {
    const path = String(input);
    asked.push(`${init?.method ?? 'GET'} ${path.replace('/api/v1', '')}`);
    const headers = new Headers(init?.headers);
    headers.set('Cookie', cookie);
    init?.signal?.throwIfAborted();
    const { method, body } = init ?? {};
    const response = await api.handle(
      new Request(`http://localhost${path}`, {
        ...(method ? { method } : {}),
        ...(body ? { body } : {}),
        headers,
      }),
    );
    init?.signal?.throwIfAborted();
    cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? cookie;
    return response;
  };
  return {
    api,
    asked,
    restore() {
      globalThis.fetch = real;
    },
  };
}

/** Puts the browser at an address, without a page listening. */
export const goTo = (path: string): void => history.replaceState(null, '', path);
