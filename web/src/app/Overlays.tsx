import { Suspense, useEffect } from 'react';
import { useSignedIn } from '@/api/signedIn.ts';
import { type Action, overlay, useCommands } from '@/ui/commands.ts';
import { later } from '@/ui/later.ts';
import { navigate } from '@/ui/router.tsx';
import { listenForShortcuts } from '@/ui/shortcuts.ts';
import { useStore } from '@/ui/store.ts';
import { chooseTheme } from '@/ui/theme.ts';
import { toast } from '@/ui/toast.ts';
import { Toasts } from '@/ui/Toasts.tsx';

const Palette = later(async () => ({ default: (await import('@/palette/Palette.tsx')).Palette }));
const ShortcutSheet = later(() => import('@/palette/ShortcutSheet.tsx'));

/** The keys, what they do on every page, and what they bring over it. */
export default function Overlays(): JSX.Element {
  const { leave, project } = useSignedIn();
  const shown = useStore(overlay);
  useEffect(listenForShortcuts, []);
  useEffect(() => () => overlay.set(null), []);
  const to = (place: string) => () => navigate(place);
  const here = project === null ? null : `/projects/${encodeURIComponent(project.id)}`;
  useCommands({
    keyed: {
      search: () => overlay.set(shown === 'search' ? null : 'search'),
      help: () => overlay.set('help'),
      ...(here === null ? {} : {
        newFunnel: to(`${here}/funnels/new`),
        funnels: to(`${here}/funnels`),
        live: to(`${here}/live`),
        events: to(`${here}/events`),
        install: to(`${here}/start`),
        settings: to(`${here}/settings`),
      }),
    },
    actions: [...(here === null ? [] : placesIn(here, to)), ...everywhere(to, leave)],
  });
  const close = (): void => overlay.set(null);
  return (
    <>
      <Suspense fallback={null}>
        {shown === 'search' ? <Palette project={project?.id ?? null} onClose={close} /> : null}
        {shown === 'help' ? <ShortcutSheet onClose={close} /> : null}
      </Suspense>
      <Toasts />
    </>
  );
}

type To = (place: string) => () => void;

const placesIn = (here: string, to: To): readonly Action[] => [
  {
    name: 'Keys and tracking code',
    icon: 'key',
    also: 'api write secret snippet rotate',
    place: true,
    run: to(`${here}/settings/keys`),
  },
  {
    name: 'Stored events',
    icon: 'disk',
    also: 'retention storage delete project settings',
    place: true,
    run: to(`${here}/settings/data`),
  },
];

const everywhere = (to: To, leave: () => Promise<void>): readonly Action[] => [
  { name: 'Copy a link to this page', icon: 'copy', also: 'address share url', run: copyLink },
  { name: 'New project', icon: 'plus', also: 'create site', run: to('/projects/new') },
  {
    name: 'Organisation settings',
    icon: 'building',
    also: 'organization deleted projects restore',
    place: true,
    run: to('/settings/organization'),
  },
  {
    name: 'My account',
    icon: 'person',
    also: 'settings profile name e-mail email password shortcuts',
    place: true,
    run: to('/settings/account'),
  },
  { name: 'Light theme', icon: 'sun', also: 'bright', run: () => chooseTheme('light') },
  { name: 'Dark theme', icon: 'moon', also: 'night', run: () => chooseTheme('dark') },
  {
    name: 'Theme of this device',
    icon: 'screen',
    also: 'system light dark',
    run: () => chooseTheme('system'),
  },
  {
    name: 'Sign out',
    icon: 'out',
    also: 'log out leave',
    run: () => {
      leave().catch((error: unknown) =>
        toast(error instanceof Error ? error.message : 'Signing out did not work.')
      );
    },
  },
];

/** The clipboard needs HTTPS or localhost. */
function copyLink(): void {
  const refused = (): void => toast('The link could not be copied: take it from the address bar.');
  if (!navigator.clipboard) return refused();
  navigator.clipboard.writeText(location.href).then(() => toast('Link copied.'), refused);
}
