/** What the three fills and the line mean. */
export function BarsLegend({ waiting }: { waiting: boolean }): JSX.Element {
  return (
    <ul className='bars-legend'>
      <li>
        <i className='full' aria-hidden='true' />reached
      </li>
      {waiting
        ? (
          <li>
            <i className='dots' aria-hidden='true' />still in time
          </li>
        )
        : null}
      <li>
        <i className='hatch' aria-hidden='true' />left
      </li>
      <li>
        <i className='spread' aria-hidden='true' />95% interval
      </li>
    </ul>
  );
}
