/** One event as a line for a terminal; `WRITE_KEY` stands where the key is not known. */
export function curlFor(
  origin: string,
  key: string | null,
  event: string,
  user: string,
): string {
  const body = JSON.stringify({ event_type: event, user_id: user }).replaceAll("'", `'\\''`);
  return [
    `curl ${origin}/api/v1/track \\`,
    `  -H 'X-API-Key: ${key ?? 'WRITE_KEY'}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ].join('\n');
}
