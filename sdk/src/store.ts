/** The person's own choice; the one thing that is kept even where nothing else may be. */
export const CHOICE = 'choice';

/** Small records by name, kept on the device where that is allowed and possible, else in memory. */
export function makeStore(prefix: string) {
  const memory = new Map<string, string>();
  let isOpen = false;

  // The mere name throws where a frame is sandboxed or storage is blocked; writing throws where it
  // is full.
  const disk = <Value>(use: (storage: Storage) => Value): Value | undefined => {
    try {
      return use(localStorage);
    } catch {
      return undefined;
    }
  };
  const save = (text: string, name: string) =>
    disk((storage) => {
      storage.setItem(prefix + name, text);
      memory.delete(name);
    });
  const remove = (name: string) => {
    memory.delete(name);
    disk((storage) => storage.removeItem(prefix + name));
  };
  /** Names that begin so, sorted; those of the site's other tabs among them. */
  const names = (start: string, withDisk = isOpen): string[] => {
    const found = new Set(memory.keys());
    if (withDisk) {
      disk((storage) =>
        Object.keys(storage).forEach((name) =>
          name.startsWith(prefix) && found.add(name.slice(prefix.length))
        )
      );
    }
    return [...found].filter((name) => name.startsWith(start)).sort();
  };

  return {
    names,
    remove,
    read<Value>(name: string): Partial<Value> {
      const text = memory.get(name) ||
        (isOpen || name === CHOICE) && disk((storage) => storage.getItem(prefix + name));
      try {
        // Anything may have been written there by others.
        return Object(JSON.parse(text || '{}'));
      } catch {
        return {};
      }
    },
    write(name: string, value: unknown) {
      const text = JSON.stringify(value);
      memory.set(name, text);
      if (isOpen || name === CHOICE) save(text, name);
    },
    /** From now on on the device, what is in memory included; or no longer. */
    open(allowed: boolean) {
      isOpen = allowed;
      if (allowed) memory.forEach(save);
    },
    clear() {
      names('', true).forEach((name) => name === CHOICE || remove(name));
    },
  };
}

export type Store = ReturnType<typeof makeStore>;
