/** Derives a value from an immutable object once, and remembers it as long as that object lives. */
export function derived<Key extends object, Value>(derive: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>();
  return (key) => {
    let found = known.get(key);
    if (!found) known.set(key, (found = { value: derive(key) }));
    return found.value;
  };
}
