// One chunk for both: who opens one often goes on to the other.
export { RegisterPage } from './RegisterPage.tsx';
export { SignInPage } from './SignInPage.tsx';
