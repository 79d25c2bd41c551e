export const funnelPath = (project: string, funnel: string): string =>
  `/projects/${project}/funnels/${funnel}`;
