/** The part of awk that is simulated: patterns, actions, arrays, user functions, printf and the usual built-ins. */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly expression: RegExp }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'element'; readonly name: string; readonly subscripts: readonly Expression[] }
  | { readonly kind: 'assign'; readonly target: Target; readonly operator: string; readonly value: Expression }
  | { readonly kind: 'increment'; readonly target: Target; readonly by: 1 | -1; readonly prefix: boolean }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'match'; readonly negated: boolean; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly subscripts: readonly Expression[]; readonly name: string }
  | { readonly kind: 'ternary'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'group'; readonly inner: Expression };

export type Target = Extract<Expression, { kind: 'variable' | 'field' | 'element' }>;

export type Statement =
  | { readonly kind: 'expression'; readonly value: Expression }
  | {
      readonly kind: 'print';
      readonly args: readonly Expression[];
      readonly format: boolean;
      readonly file: Redirection | undefined;
    }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: Statement; readonly no: Statement | undefined }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: Statement; readonly first: boolean }
  | {
      readonly kind: 'for';
      readonly start: Statement | undefined;
      readonly test: Expression | undefined;
      readonly step: Statement | undefined;
      readonly body: Statement;
    }
  | { readonly kind: 'for-in'; readonly variable: string; readonly name: string; readonly body: Statement }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'delete'; readonly name: string; readonly subscripts: readonly Expression[] | undefined }
  | { readonly kind: 'jump'; readonly name: 'next' | 'break' | 'continue' | 'nextfile' }
  | { readonly kind: 'exit' | 'return'; readonly value: Expression | undefined };

export interface Redirection {
  readonly operator: '>' | '>>';
  readonly path: Expression;
}

export interface Rule {
  readonly pattern:
    | { readonly kind: 'begin' | 'end' | 'always' }
    | { readonly kind: 'when'; readonly test: Expression }
    | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression };
  /** Undefined prints the record. */
  readonly action: Statement | undefined;
}

export interface AwkFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}
