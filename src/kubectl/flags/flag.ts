/** pflag's value types. */
export type FlagType =
  | 'bool'
  | 'string'
  | 'int'
  | 'int32'
  | 'int64'
  | 'duration'
  | 'stringSlice'
  | 'stringArray'
  /** component-base's MapStringString: `a=b,c=d`. */
  | 'stringToString'
  /** cmdutil's --dry-run and --cascade: a string that may stand without a value. */
  | 'optionalString'
  /** pflag's Count. */
  | 'count';

export interface Flag {
  readonly name: string;
  readonly shorthand?: string;
  readonly type: FlagType;
  /** As help prints it, without quotes: `false`, `0s`, `-1`, `[]`, ``. */
  readonly default: string;
  readonly usage: string;
  /** What the flag means without a value (pflag NoOptDefVal); bools have `true`. */
  readonly noValue?: string;
  readonly hidden?: boolean;
  readonly deprecated?: string;
  /** The command does not run without it (cobra MarkFlagRequired). */
  readonly required?: boolean;
}

export function bool(name: string, usage: string, options: FlagOptions & { readonly on?: boolean } = {}): Flag {
  const { on, ...rest } = options;
  return { name, type: 'bool', default: on === true ? 'true' : 'false', usage, ...rest };
}

export function text(name: string, usage: string, options: FlagOptions & { readonly value?: string } = {}): Flag {
  const { value, ...rest } = options;
  return { name, type: 'string', default: value ?? '', usage, ...rest };
}

export function integer(
  name: string,
  usage: string,
  options: FlagOptions & { readonly value?: number; readonly bits?: 32 | 64 } = {},
): Flag {
  const { value, bits, ...rest } = options;
  const type = bits === 32 ? 'int32' : bits === 64 ? 'int64' : 'int';
  return { name, type, default: String(value ?? 0), usage, ...rest };
}

export function duration(name: string, usage: string, options: FlagOptions & { readonly value?: string } = {}): Flag {
  const { value, ...rest } = options;
  return { name, type: 'duration', default: value ?? '0s', usage, ...rest };
}

export function strings(name: string, usage: string, options: FlagOptions & { readonly value?: string } = {}): Flag {
  const { value, ...rest } = options;
  return { name, type: 'stringSlice', default: value ?? '[]', usage, ...rest };
}

/** Each use is one item: commas do not split. */
export function stringArray(name: string, usage: string, options: FlagOptions = {}): Flag {
  return { name, type: 'stringArray', default: '[]', usage, ...options };
}

export type FlagOptions = Partial<Pick<Flag, 'shorthand' | 'noValue' | 'hidden' | 'deprecated' | 'required'>>;
