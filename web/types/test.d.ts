// Debian's @types/react-dom has no test-utils, and the checker runs without Deno's own library.
declare module 'react-dom/test-utils' {
  export function act(work: () => void): void;
  export function act(work: () => Promise<void>): Promise<void>;
}
declare namespace Deno {
  function test(name: string, body: () => void | Promise<void>): void;
  const env: {
    get(name: string): string | undefined;
    set(name: string, value: string): void;
    delete(name: string): void;
  };
  function readTextFileSync(path: string | URL): string;
  function readDirSync(path: string | URL): Iterable<{ name: string; isFile: boolean }>;
}
