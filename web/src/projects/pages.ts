// One chunk for both: a new project leads to its first event.
export { InstallPage } from './install/InstallPage.tsx';
export { NewProjectPage } from './NewProjectPage.tsx';
