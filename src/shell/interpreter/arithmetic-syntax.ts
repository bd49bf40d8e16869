import type { ArithmeticExpression } from 'unbash';

/** What is wrong with an arithmetic expression, in bash's terms (expr.c). */
export interface ArithmeticFault {
  readonly message:
    'syntax error: operand expected' | 'syntax error in expression' | 'syntax error: invalid arithmetic operator';
  /** The rest of the text from where it went wrong. */
  readonly token: string;
}

/** Whether every operand is one: the parser keeps what it does not understand as a word. */
export function isSound(expression: ArithmeticExpression): boolean {
  switch (expression.type) {
    case 'ArithmeticGroup':
      return isSound(expression.expression);
    case 'ArithmeticTernary':
      return isSound(expression.test) && isSound(expression.consequent) && isSound(expression.alternate);
    case 'ArithmeticUnary':
      return isSound(expression.operand);
    case 'ArithmeticBinary':
      return isSound(expression.left) && isSound(expression.right);
    case 'ArithmeticWord':
      if (expression.parts !== undefined || /[$`'"\\]/.test(expression.value)) return true;
      return /^(?:[A-Za-z_]\w*(?:\[[\s\S]*\])?|\d[\w@#]*)$/.test(expression.value.trim());
    case 'ArithmeticCommandExpansion':
      return true;
  }
}

const operand = /^(?:[A-Za-z_]\w*(?:\[[^\]]*\])?|\d[\w@#]*|\$\{[^}]*\}|\$[\w?#@*]|"[^"]*"|'[^']*')/;
const binary = /^(?:\*\*=?|<<=?|>>=?|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^<>=?:,])/;
const unary = /^(?:\+\+|--|[-+!~])/;

/** Scans operands and operators in turn for the place where the expression breaks. */
export function faultIn(text: string): ArithmeticFault {
  let rest = text.trimStart();
  let last = rest;
  let wantsOperand = true;
  while (rest !== '') {
    const before = rest;
    if (wantsOperand) {
      const match = rest.startsWith('(') ? '(' : (unary.exec(rest)?.[0] ?? operand.exec(rest)?.[0]);
      if (match === undefined) return { message: 'syntax error: operand expected', token: rest };
      if (match !== '(' && !unary.test(match)) wantsOperand = false;
      rest = rest.slice(match.length).trimStart();
    } else {
      const match =
        rest.startsWith(')') || /^(?:\+\+|--)/.test(rest)
          ? rest.slice(0, rest.startsWith(')') ? 1 : 2)
          : binary.exec(rest)?.[0];
      if (match === undefined) {
        const message = /^[\w$("']/.test(rest)
          ? 'syntax error in expression'
          : 'syntax error: invalid arithmetic operator';
        return { message, token: rest };
      }
      if (match !== ')' && match !== '++' && match !== '--') wantsOperand = true;
      rest = rest.slice(match.length).trimStart();
    }
    last = before;
  }
  return { message: wantsOperand ? 'syntax error: operand expected' : 'syntax error in expression', token: last };
}
