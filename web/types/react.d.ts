// Attributes that browsers know and the packaged React types do not yet.
import 'react';
declare module 'react' {
  interface HTMLAttributes<T> extends AriaAttributes, DOMAttributes<T> {
    popover?: 'auto' | 'manual';
    inert?: '' | undefined;
  }
}
