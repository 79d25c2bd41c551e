import { command, onSignedOut, request } from '@/api/client.ts';
import { Problem } from '@/api/problem.ts';
import { number, object } from '@/api/schema.ts';
import { equal, match, rejection } from './expect.ts';

const Answer = object({ n: number() });

/** Answers requests in turn by a function of their path. */
function serve(answer: (path: string, init: RequestInit) => Response | Promise<Response>) {
  const real = globalThis.fetch;
  const asked: { readonly path: string; readonly headers: Headers; readonly method: string }[] = [];
  globalThis.fetch = (input, init) => {
    const path = String(input);
    const { method = 'GET', headers } = init ?? {};
    asked.push({ path, method, headers: new Headers(headers) });
    return Promise.resolve().then(() => answer(path, init ?? {}));
  };
  return { asked, restore: () => (globalThis.fetch = real) };
}

const ok = (): Response => Response.json({ n: 1, more: true });
const refused = (status: number, body: unknown, headers = {}): Response =>
  Response.json(body, { status, headers });

Deno.test('writes carry the CSRF header, reads do not', async () => {
  const wire = serve(ok);
  await request('/a', Answer);
  await command('/b', { method: 'POST', body: { x: 1 } });
  wire.restore();
  equal(wire.asked.map(({ headers }) => headers.get('X-CSRF')), [null, '1']);
  equal(wire.asked[1]?.headers.get('Content-Type'), 'application/json');
  equal(wire.asked[0]?.path, '/api/v1/a');
});

Deno.test('requests that meet a 401 together share one refresh and are sent again', async () => {
  let refreshed = false;
  const wire = serve((path) => {
    if (path.endsWith('/auth/refresh')) {
      refreshed = true;
      return ok();
    }
    return refreshed ? ok() : refused(401, {});
  });
  const answers = await Promise.all([request('/a', Answer), request('/b', Answer)]);
  wire.restore();
  equal(answers, [{ n: 1 }, { n: 1 }]);
  equal(wire.asked.filter(({ path }) => path.endsWith('/auth/refresh')).length, 1);
});

Deno.test('a session that cannot be refreshed is told once per request, as signed out', async () => {
  const wire = serve(() => refused(401, { detail: 'No session.' }));
  let told = 0;
  const stop = onSignedOut(() => told++);
  const problem = await rejection(request('/a', Answer)) as Problem;
  stop();
  wire.restore();
  equal([problem.kind, problem.status, problem.message, told], [
    'signed-out',
    401,
    'No session.',
    1,
  ]);
});

Deno.test('signing in answers 401 for its own reasons and is not refreshed', async () => {
  const wire = serve(() => refused(401, {}));
  await rejection(request('/auth/login', Answer, { method: 'POST', refreshOn401: false }));
  wire.restore();
  equal(wire.asked.length, 1);
});

Deno.test('a problem names its fields as forms do, and when to come back', async () => {
  const wire = serve(() =>
    refused(429, {
      title: 'Slow down',
      errors: [{ pointer: '/stages/0/event', code: 'required', message: 'Missing.' }],
    }, { 'Retry-After': '12' })
  );
  const problem = await rejection(request('/a', Answer)) as Problem;
  wire.restore();
  equal(problem.faults, [{ field: 'stages.0.event', code: 'required', message: 'Missing.' }]);
  equal([problem.message, problem.retryAfterSeconds], ['Slow down', 12]);
});

Deno.test('an answer that is no problem document still gives a sentence', async () => {
  const wire = serve(() => new Response('<html>', { status: 502 }));
  const problem = await rejection(request('/a', Answer)) as Problem;
  wire.restore();
  equal(problem.message, 'The server answered 502.');
});

Deno.test('an answer of another shape is not let in', async () => {
  const wire = serve(() => Response.json({ n: 'one' }));
  const problem = await rejection(request('/a', Answer)) as Problem;
  wire.restore();
  equal(problem.kind, 'misunderstood');
  match(problem.message, /n is not a number/);
});

Deno.test('a server that cannot be reached, and a request that was given up', async () => {
  const wire = serve(() => Promise.reject(new TypeError('network')));
  const problem = await rejection(request('/a', Answer)) as Problem;
  equal(problem.kind, 'unreachable');
  const abort = new AbortController();
  abort.abort();
  const other = await rejection(request('/a', Answer, { signal: abort.signal }));
  wire.restore();
  equal(other instanceof Problem, false);
});
