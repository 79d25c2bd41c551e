/** `G F` as two keys side by side. */
export const Keys = ({ words }: { words: string }): JSX.Element => (
  <span className='keys'>
    {words.split(' ').map((key, index) => <kbd key={index}>{key}</kbd>)}
  </span>
);
