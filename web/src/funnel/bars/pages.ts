/** Both forms of the bars in one chunk. */
export { BarsAcross } from './BarsAcross.tsx';
export { BarsDown } from './BarsDown.tsx';
