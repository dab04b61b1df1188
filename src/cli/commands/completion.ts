import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';

const BASH = `# bash completion for kubesim
_kubesim() {
    local cur="\${COMP_WORDS[COMP_CWORD]}" line out=()
    while IFS= read -r line; do out+=("$line"); done < <(kubesim __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    local directive="\${out[\${#out[@]}-1]}"
    unset 'out[\${#out[@]}-1]'
    COMPREPLY=($(compgen -W "\${out[*]}" -- "$cur"))
    if [[ "$directive" == ":0" ]]; then compopt -o default 2>/dev/null; fi
    if [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _kubesim kubesim
`;

const ZSH = `#compdef kubesim
# zsh completion for kubesim
_kubesim() {
    local -a out
    out=("\${(@f)$(kubesim __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
    local directive="\${out[-1]}"
    out=("\${(@)out[1,-2]}")
    if [[ \${#out} -gt 0 && -n "\${out[1]}" ]]; then compadd -Q -- "\${out[@]}"; fi
    if [[ "$directive" == ":0" ]]; then _files; fi
}
if [ "$funcstack[1]" = "_kubesim" ]; then _kubesim; else compdef _kubesim kubesim; fi
`;

const FISH = `# fish completion for kubesim
function __kubesim_complete
    set -l words (commandline -opc) (commandline -ct)
    kubesim __complete -- $words[2..-1] 2>/dev/null | string match -v -r '^:\\d+$'
end
complete -c kubesim -f -a '(__kubesim_complete)'
complete -c kubesim -s f -l filename -r -F
`;

const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['bash', BASH],
  ['zsh', ZSH],
  ['fish', FISH],
]);

/** Prints the completion script of the named shell. */
export const run: Run = ({ args, io }) => {
  const script = SCRIPTS.get(args[0] ?? '');
  if (script === undefined) {
    const hint = 'There is one for bash, zsh and fish.';
    throw new UserError(`Unsupported shell type ${JSON.stringify(args[0] ?? '')}.`, 1, hint);
  }
  io.out(script);
  return Promise.resolve(0);
};
