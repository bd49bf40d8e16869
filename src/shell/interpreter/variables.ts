/** One shell variable. A variable that is declared but unset has neither a value nor elements. */
export interface Variable {
  readonly value: string | undefined;
  /** Elements of an array, in the order of their keys; an indexed array's keys are decimal numbers. */
  readonly elements: ReadonlyMap<string, string> | undefined;
  readonly associative: boolean;
  readonly exported: boolean;
  readonly readonly: boolean;
  readonly integer: boolean;
}

const unset: Variable = {
  value: undefined,
  elements: undefined,
  associative: false,
  exported: false,
  readonly: false,
  integer: false,
};

/** An assignment to a read-only variable. */
export class ReadonlyVariable extends Error {
  constructor(readonly variable: string) {
    super(`${variable}: readonly variable`);
  }
}

/**
 * The variables of a shell with the dynamic scopes of `local`: a function's local hides the outer variable until the
 * function returns, for the functions that it calls too.
 */
export class Variables {
  #values: Map<string, Variable>;
  /** What each function in progress must put back, innermost last. */
  #scopes: Map<string, Variable | undefined>[];
  /** Counts changes of exported variables, so that the environment is rebuilt only when it changed. */
  #exportVersion = 0;
  #environment: { readonly version: number; readonly values: Record<string, string> } | undefined;

  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#values = new Map();
    this.#scopes = [];
    for (const [name, value] of Object.entries(environment)) {
      if (isName(name)) this.#values.set(name, { ...unset, value, exported: true });
    }
  }

  /** A copy for a subshell: changes of either are not seen by the other. */
  clone(): Variables {
    const copy = new Variables();
    copy.#values = new Map(this.#values);
    copy.#scopes = this.#scopes.map((scope) => new Map(scope));
    return copy;
  }

  variable(name: string): Variable | undefined {
    return this.#values.get(name);
  }

  /** The value of a scalar, or element 0 of an array. */
  get(name: string): string | undefined {
    const variable = this.#values.get(name);
    if (variable === undefined) return undefined;
    return variable.elements === undefined ? variable.value : variable.elements.get('0');
  }

  /** Assigns; keeps the attributes. Throws ReadonlyVariable. */
  set(name: string, value: string): void {
    const old = this.#values.get(name);
    if (old?.elements !== undefined) {
      this.setElement(name, '0', value);
      return;
    }
    this.#put(name, { ...(old ?? unset), value });
  }

  setElement(name: string, key: string, value: string): void {
    const old = this.#values.get(name) ?? unset;
    const elements = new Map(old.elements ?? (old.value === undefined ? [] : [['0', old.value]]));
    const appended = !elements.has(key);
    elements.set(key, value);
    this.#put(name, { ...old, value: undefined, elements: old.associative || !appended ? elements : sorted(elements) });
  }

  setElements(name: string, elements: ReadonlyMap<string, string>): void {
    const old = this.#values.get(name) ?? unset;
    this.#put(name, { ...old, value: undefined, elements: old.associative ? elements : sorted(elements) });
  }

  /** Removes a variable; false if it is read-only. */
  unset(name: string): boolean {
    const old = this.#values.get(name);
    if (old === undefined) return true;
    if (old.readonly) return false;
    if (old.exported) this.#exportVersion++;
    this.#values.delete(name);
    return true;
  }

  unsetElement(name: string, key: string): void {
    const old = this.#values.get(name);
    if (old?.elements === undefined) return;
    const elements = new Map(old.elements);
    elements.delete(key);
    this.#put(name, { ...old, elements });
  }

  /** Changes attributes (declares the variable if need be). */
  declare(
    name: string,
    attributes: Partial<Pick<Variable, 'exported' | 'readonly' | 'integer' | 'associative'>> & { array?: boolean },
  ): void {
    const old = this.#values.get(name) ?? unset;
    const { array, ...rest } = attributes;
    let next: Variable = { ...old, ...rest };
    if ((array === true || rest.associative === true) && old.elements === undefined) {
      next = { ...next, value: undefined, elements: new Map(old.value === undefined ? [] : [['0', old.value]]) };
    }
    if (next.exported || old.exported) this.#exportVersion++;
    this.#values.set(name, next);
  }

  /** Opens the scope of a function call. */
  push(): void {
    this.#scopes.push(new Map());
  }

  /** Closes it: the outer variables are back. */
  pop(): void {
    const scope = this.#scopes.pop();
    if (scope === undefined) return;
    for (const [name, old] of scope) this.restore(name, old);
  }

  /** Makes `name` local to the function in progress; false outside functions. */
  local(name: string): boolean {
    const scope = this.#scopes.at(-1);
    if (scope === undefined) return false;
    if (scope.has(name)) return true;
    const old = this.#values.get(name);
    scope.set(name, old);
    if (old?.readonly !== true) this.#values.delete(name);
    if (old?.exported === true) this.#exportVersion++;
    return true;
  }

  /** Puts back what `variable` returned earlier. */
  restore(name: string, old: Variable | undefined): void {
    this.#exportVersion++;
    if (old === undefined) this.#values.delete(name);
    else this.#values.set(name, old);
  }

  names(): string[] {
    return [...this.#values.keys()].sort();
  }

  /** The environment of children. */
  environment(): Record<string, string> {
    if (this.#environment?.version !== this.#exportVersion) {
      const values: Record<string, string> = {};
      for (const [name, variable] of this.#values) {
        if (variable.exported && variable.value !== undefined) values[name] = variable.value;
      }
      this.#environment = { version: this.#exportVersion, values };
    }
    return this.#environment!.values;
  }

  #put(name: string, variable: Variable): void {
    const old = this.#values.get(name);
    if (old?.readonly === true) throw new ReadonlyVariable(name);
    if (variable.exported) this.#exportVersion++;
    this.#values.set(name, variable);
  }
}

/** Whether a text can name a variable. */
export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

function sorted(elements: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...elements].sort(([a], [b]) => Number(a) - Number(b)));
}
