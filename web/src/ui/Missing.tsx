/** In place of what a popover would hold, where that cannot be fetched. */
export const Missing = (): JSX.Element => (
  <p className='missing' role='alert'>This could not be loaded. Reload the page to try again.</p>
);
