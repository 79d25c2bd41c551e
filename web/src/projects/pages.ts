// One chunk for both: a new project leads to its first event.
export { FirstEventPage } from './FirstEventPage.tsx';
export { NewProjectPage } from './NewProjectPage.tsx';
