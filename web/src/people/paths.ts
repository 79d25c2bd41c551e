export const personPath = (project: string, person: string): string =>
  `/projects/${encodeURIComponent(project)}/people/${encodeURIComponent(person)}`;
