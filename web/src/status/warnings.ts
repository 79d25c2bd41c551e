import type { ServerStatus } from '@/api/status.ts';
import { bytes } from '@/ui/bytes.ts';
import { count, percent, plural } from '@/ui/format.ts';

/** Something that everybody should know who looks at numbers or sends events. */
export interface Warning {
  /** The same warning has the same id; worse damage is another one. */
  readonly id: string;
  readonly title: string;
  /** What follows from it, and how it is mended. */
  readonly words: string;
  readonly grave: boolean;
}

/** Below this the disk may be full before somebody has looked again: a gigabyte, or 5 % of less. */
const littleBytes = 1_000_000_000;
const littleShare = 0.05;

export function warningsOf(status: ServerStatus): readonly Warning[] {
  return [...problemOf(status), ...diskOf(status), ...damageOf(status)];
}

function problemOf({ problem }: ServerStatus): readonly Warning[] {
  if (problem === null) return [];
  const full = problem === 'disk_full';
  return [{
    id: problem,
    title: full ? 'No events are taken: the disk is full' : 'No events are taken: the disk failed',
    words: full
      ? 'Senders are told to try again. Make room on the server; it then goes on by itself.'
      : 'Senders are told to try again. Look at the server’s log, mend the disk, start it again.',
    grave: true,
  }];
}

function diskOf({ problem, disk }: ServerStatus): readonly Warning[] {
  const { free_bytes: free, total_bytes: total } = disk;
  const little = total > 0 && (free < Math.min(littleBytes, total * littleShare));
  if (!little || problem !== null) return [];
  return [{
    id: 'low-disk',
    title: `The server’s disk is nearly full: ${bytes(free)} left`,
    words: `That is ${percent(free / total * 100)} of it. Once it is full, no events are taken.`,
    grave: false,
  }];
}

function damageOf(status: ServerStatus): readonly Warning[] {
  const { damaged_files: files, damaged_events: events, lost_records: lost } = status;
  const found: Warning[] = [];
  if (files > 0) {
    found.push({
      id: `damaged ${files} ${events}`,
      title: `${count(files)} ${plural(files, 'file is', 'files are')} damaged`,
      words: `${count(events)} ${plural(events, 'event is', 'events are')} missing from the ` +
        'numbers. “iafa verify” on the server names the files; put back from a backup they count ' +
        'again.',
      grave: true,
    });
  }
  if (lost > 0) {
    found.push({
      id: `lost ${lost}`,
      title: `${count(lost)} ${plural(lost, 'record', 'records')} of the log could not be read`,
      words: 'What they held is missing from the numbers. “iafa verify” on the server says more.',
      grave: true,
    });
  }
  return found;
}

/** A page that came in the clear from another machine: who is on the way can read and change it. */
export function insecure({ protocol, hostname }: Pick<Location, 'protocol' | 'hostname'>): boolean {
  const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'http:' && !loopback;
}

export const insecureWarning: Warning = {
  id: 'insecure',
  title: 'This page came without encryption',
  words: 'Passwords and numbers can be read on the way. Put a proxy with TLS in front of the ' +
    'server, and open the page over https.',
  grave: false,
};

export const offlineWarning: Warning = {
  id: 'offline',
  title: 'You are offline',
  words: 'What is shown may be old. It is asked for again once the network is back.',
  grave: false,
};
