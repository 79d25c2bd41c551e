export const funnelsPath = (project: string): string => `/projects/${project}/funnels`;
export const funnelPath = (project: string, funnel: string): string =>
  `/projects/${project}/funnels/${funnel}`;
export const personPath = (project: string, person: string): string =>
  `/projects/${encodeURIComponent(project)}/people/${encodeURIComponent(person)}`;
