/**
 * `$(NAME)` replaced by its value, `$$` by `$`; a name nobody knows stays as it is written
 * (Kubernetes third_party/forked/golang/expansion).
 */
export function expand(text: string, known: (name: string) => string | undefined): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (known(name) ?? whole),
  );
}
