export { AccountPage } from './AccountPage.tsx';
export { DataPage } from './DataPage.tsx';
export { KeysPage } from './KeysPage.tsx';
export { OrganizationPage } from './OrganizationPage.tsx';
export { ProjectPage } from './ProjectPage.tsx';
