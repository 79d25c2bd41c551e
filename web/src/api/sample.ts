import { request } from './client.ts';
import { type Infer, object, text } from './schema.ts';

const SampleProject = object({ id: text(), name: text() });

/** Tens of thousands of events are written and synced first; a slow disk takes its time. */
const timeout = 180_000;

/** Makes a demo shop with events and funnels; answers once its data can be asked. */
export const createSampleProject = (): Promise<Infer<typeof SampleProject>> =>
  request('/projects/sample', SampleProject, { method: 'POST', body: {}, timeout });
