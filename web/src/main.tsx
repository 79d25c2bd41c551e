import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App.tsx';
import { askAhead } from '@/app/askAhead.ts';
import { startSession } from '@/session/session.ts';
import './app/app.css';

// Nobody loses a focus that has been nowhere.
addEventListener('focusin', () => {
  import('@/ui/keptFocus.ts').then(({ keepFocus }) => keepFocus());
}, { once: true });
startSession();
askAhead(location.pathname, location.search);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
