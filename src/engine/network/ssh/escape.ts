export interface Escaped {
  readonly pass: string;
  readonly hangUp: boolean;
}

/** OpenSSH's escape character: `~.` after a newline disconnects, `~~` is one tilde, anything else passes as it is. */
export function escapeFilter(): (text: string) => Escaped {
  let lineStart = true;
  let tilde = false;
  return (text) => {
    let pass = '';
    for (const character of text) {
      if (tilde) {
        tilde = false;
        if (character === '.') return { pass, hangUp: true };
        pass += character === '~' ? '~' : `~${character}`;
      } else if (lineStart && character === '~') {
        tilde = true;
        continue;
      } else pass += character;
      lineStart = character === '\r' || character === '\n';
    }
    return { pass, hangUp: false };
  };
}
