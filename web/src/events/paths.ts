export const livePath = (project: string): string => `/projects/${project}/live`;
export const eventsPath = (project: string): string => `/projects/${project}/events`;
export const eventPath = (project: string, event: string): string =>
  `${eventsPath(project)}/${encodeURIComponent(event)}`;
