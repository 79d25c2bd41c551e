import { command, request } from './client.ts';
import { list, object, text, withDefault } from './schema.ts';

const Origins = object({ allowed_origins: withDefault(list(text()), []) });

/** Takes events from the pages of one more origin. */
export async function allowOrigin(project: string, origin: string): Promise<void> {
  const address = `/projects/${encodeURIComponent(project)}`;
  const { allowed_origins: origins } = await request(address, Origins);
  if (origins.includes(origin)) return;
  await command(address, { method: 'PUT', body: { allowed_origins: [...origins, origin] } });
}
