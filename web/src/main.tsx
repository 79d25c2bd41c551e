import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App.tsx';
import { askAhead } from '@/app/askAhead.ts';
import { dateIn } from '@/dates/range.ts';
import { startSession } from '@/session/session.ts';
import { count } from '@/ui/format.ts';
import './app/app.css';

// Nobody loses a focus that has been nowhere.
addEventListener('focusin', () => {
  import('@/ui/keptFocus.ts').then(({ keepFocus }) => keepFocus());
}, { once: true });
startSession();
askAhead(location.pathname, location.search);
// The first number and the first date cost the browser some 15 ms: it has them while it waits.
count(0);
dateIn('UTC', new Date());
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
