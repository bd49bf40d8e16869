import { complain } from '../diagnostics.ts';
import { formatPrintf } from '../printf.ts';
import { assignVariable } from '../assign.ts';
import { isName } from '../variables.ts';
import { invalidOption, type Builtin } from './builtin.ts';

const usage = 'printf [-v var] format [arguments]';

export const printf: Builtin = {
  *run(shell, args, name) {
    let rest = args;
    let variable: string | undefined;
    if (shell.flavour.name === 'bash' && rest[0] === '-v' && rest.length > 1) {
      variable = rest[1]!;
      if (!isName(variable)) {
        yield* complain(shell, `\`${variable}': not a valid identifier`, name);
        return 2;
      }
      rest = rest.slice(2);
    }
    if (rest[0] === '--') rest = rest.slice(1);
    else if (rest[0] !== undefined && /^-./.test(rest[0]))
      return yield* invalidOption(shell, name, rest[0].slice(0, 2), usage);
    if (rest.length === 0 && shell.flavour.name === 'ash') {
      yield* complain(shell, 'usage: printf FORMAT [ARGUMENT...]');
      return 2;
    }
    if (rest.length === 0) {
      yield* shell.err(`${name}: usage: ${usage}
`);
      return 2;
    }
    const result = formatPrintf(rest[0]!, rest.slice(1), shell.flavour.name === 'ash');
    if (variable === undefined) yield* shell.out(result.text);
    else yield* assignVariable(shell, variable, result.text);
    for (const error of result.errors) {
      if (shell.flavour.name === 'bash') yield* complain(shell, error, name);
      else yield* shell.err(`${shell.name}: ${error.replace(/^(.*): (invalid number)$/, "$2 '$1'")}\n`);
    }
    return result.errors.length > 0 ? 1 : 0;
  },
};
