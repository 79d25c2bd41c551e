import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';

interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** `banner` stands above content that is still there; `page` takes its place. */
  readonly form?: 'page' | 'banner';
}

/** Something failed: what, and what can be done about it. */
export function Notice({ title, children, action, form = 'page' }: NoticeProps): JSX.Element {
  const Title = form === 'page' ? 'h1' : 'h2';
  return (
    <div className={`notice ${form}`} role='alert'>
      <Icon name='alert' size={form === 'page' ? 20 : 16} />
      <div className='notice-words'>
        <Title>{title}</Title>
        {children ? <p>{children}</p> : null}
      </div>
      {action}
    </div>
  );
}
