import { request } from './client.ts';
import { type Infer, nullable, number, object, text, withDefault } from './schema.ts';

const ServerStatus = object({
  problem: withDefault(nullable(text()), null),
  damaged_files: withDefault(number(), 0),
  damaged_events: withDefault(number(), 0),
  lost_records: withDefault(number(), 0),
  disk: withDefault(object({ free_bytes: number(), total_bytes: number() }), {
    free_bytes: 0,
    total_bytes: 0,
  }),
});
export type ServerStatus = Infer<typeof ServerStatus>;

export const serverStatus = (signal: AbortSignal): Promise<ServerStatus> =>
  request('/status', ServerStatus, { signal });
