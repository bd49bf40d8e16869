/** What a command answers, before it is written in the protocol. */
export type Reply =
  | { readonly kind: 'status' | 'error' | 'bulk'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'nil' }
  | { readonly kind: 'array'; readonly items: readonly Reply[] };

type Value =
  | { kind: 'string'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'hash'; fields: Map<string, string> }
  | { kind: 'set'; members: Set<string> };

export interface RedisState {
  readonly values: Map<string, Value>;
  /** Unix milliseconds. */
  readonly expiries: Map<string, number>;
  readonly config: Map<string, string>;
  readonly startedAt: number;
  readonly version: string;
  commands: number;
}

const ok: Reply = { kind: 'status', text: 'OK' };
const nil: Reply = { kind: 'nil' };
const bulk = (text: string): Reply => ({ kind: 'bulk', text });
const integer = (value: number): Reply => ({ kind: 'integer', value });
const error = (text: string): Reply => ({ kind: 'error', text });
const array = (items: readonly string[]): Reply => ({ kind: 'array', items: items.map(bulk) });
const wrongType = error('WRONGTYPE Operation against a key holding the wrong kind of value');
const notInteger = error('ERR value is not an integer or out of range');

interface Command {
  /** As redis counts it, the name included: exactly, or at least (negative). */
  readonly arity: number;
  readonly run: (state: RedisState, args: readonly string[], now: number) => Reply;
}

function glob(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
}

function add(state: RedisState, key: string, amount: number): Reply {
  const value = state.values.get(key);
  if (value !== undefined && value.kind !== 'string') return wrongType;
  const current = value === undefined ? 0 : Number(value.text);
  if (!Number.isInteger(current) || !Number.isInteger(amount)) return notInteger;
  state.values.set(key, { kind: 'string', text: String(current + amount) });
  return integer(current + amount);
}

function list(state: RedisState, key: string): string[] | undefined {
  const value = state.values.get(key);
  if (value === undefined) {
    const items: string[] = [];
    state.values.set(key, { kind: 'list', items });
    return items;
  }
  return value.kind === 'list' ? value.items : undefined;
}

function range(length: number, start: string, stop: string): [number, number] {
  const from = Number(start) < 0 ? Math.max(0, length + Number(start)) : Number(start);
  const to = Number(stop) < 0 ? length + Number(stop) : Number(stop);
  return [from, to + 1];
}

function set(state: RedisState, [key = '', text = '', ...options]: readonly string[], now: number): Reply {
  const upper = options.map((option) => option.toUpperCase());
  if (upper.includes('NX') && state.values.has(key)) return nil;
  if (upper.includes('XX') && !state.values.has(key)) return nil;
  state.values.set(key, { kind: 'string', text });
  state.expiries.delete(key);
  const ex = upper.indexOf('EX');
  const px = upper.indexOf('PX');
  if (ex !== -1) state.expiries.set(key, now + Number(options[ex + 1]) * 1000);
  if (px !== -1) state.expiries.set(key, now + Number(options[px + 1]));
  return ok;
}

function info(state: RedisState, now: number): Reply {
  const keys =
    state.values.size === 0 ? '' : `db0:keys=${state.values.size},expires=${state.expiries.size},avg_ttl=0\r\n`;
  return bulk(
    `# Server\r\nredis_version:${state.version}\r\nredis_mode:standalone\r\nos:Linux x86_64\r\ntcp_port:6379\r\nuptime_in_seconds:${Math.trunc((now - state.startedAt) / 1000)}\r\n\r\n` +
      `# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n# Stats\r\ntotal_commands_processed:${state.commands}\r\n\r\n# Keyspace\r\n${keys}`,
  );
}

const commands: Readonly<Record<string, Command>> = {
  PING: { arity: -1, run: (_state, [text]) => (text === undefined ? { kind: 'status', text: 'PONG' } : bulk(text)) },
  ECHO: { arity: 2, run: (_state, [text = '']) => bulk(text) },
  SELECT: { arity: 2, run: () => ok },
  CLIENT: { arity: -2, run: () => ok },
  COMMAND: { arity: -1, run: () => ({ kind: 'array', items: [] }) },
  SET: { arity: -3, run: set },
  SETNX: {
    arity: 3,
    run: (state, [key = '', text = '']) => {
      if (state.values.has(key)) return integer(0);
      state.values.set(key, { kind: 'string', text });
      return integer(1);
    },
  },
  SETEX: {
    arity: 4,
    run: (state, [key = '', seconds = '', text = ''], now) => set(state, [key, text, 'EX', seconds], now),
  },
  GET: {
    arity: 2,
    run: (state, [key = '']) => {
      const value = state.values.get(key);
      if (value === undefined) return nil;
      return value.kind === 'string' ? bulk(value.text) : wrongType;
    },
  },
  MGET: {
    arity: -2,
    run: (state, keys) => ({
      kind: 'array',
      items: keys.map((key) => {
        const value = state.values.get(key);
        return value?.kind === 'string' ? bulk(value.text) : nil;
      }),
    }),
  },
  APPEND: {
    arity: 3,
    run: (state, [key = '', text = '']) => {
      const value = state.values.get(key);
      if (value !== undefined && value.kind !== 'string') return wrongType;
      const joined = (value?.text ?? '') + text;
      state.values.set(key, { kind: 'string', text: joined });
      return integer(joined.length);
    },
  },
  DEL: { arity: -2, run: (state, keys) => integer(keys.filter((key) => state.values.delete(key)).length) },
  EXISTS: { arity: -2, run: (state, keys) => integer(keys.filter((key) => state.values.has(key)).length) },
  TYPE: { arity: 2, run: (state, [key = '']) => ({ kind: 'status', text: state.values.get(key)?.kind ?? 'none' }) },
  KEYS: {
    arity: 2,
    run: (state, [pattern = '*']) => array([...state.values.keys()].filter((key) => glob(pattern).test(key))),
  },
  DBSIZE: { arity: 1, run: (state) => integer(state.values.size) },
  FLUSHALL: { arity: -1, run: (state) => (state.values.clear(), ok) },
  FLUSHDB: { arity: -1, run: (state) => (state.values.clear(), ok) },
  INCR: { arity: 2, run: (state, [key = '']) => add(state, key, 1) },
  DECR: { arity: 2, run: (state, [key = '']) => add(state, key, -1) },
  INCRBY: { arity: 3, run: (state, [key = '', by = '']) => add(state, key, Number(by)) },
  DECRBY: { arity: 3, run: (state, [key = '', by = '']) => add(state, key, -Number(by)) },
  EXPIRE: {
    arity: 3,
    run: (state, [key = '', seconds = ''], now) => {
      if (!state.values.has(key)) return integer(0);
      state.expiries.set(key, now + Number(seconds) * 1000);
      return integer(1);
    },
  },
  TTL: {
    arity: 2,
    run: (state, [key = ''], now) => {
      if (!state.values.has(key)) return integer(-2);
      const at = state.expiries.get(key);
      return integer(at === undefined ? -1 : Math.round((at - now) / 1000));
    },
  },
  LPUSH: {
    arity: -3,
    run: (state, [key = '', ...items]) => {
      const own = list(state, key);
      return own === undefined ? wrongType : integer(own.unshift(...[...items].reverse()));
    },
  },
  RPUSH: {
    arity: -3,
    run: (state, [key = '', ...items]) => {
      const own = list(state, key);
      return own === undefined ? wrongType : integer(own.push(...items));
    },
  },
  LPOP: { arity: 2, run: (state, [key = '']) => pop(state, key, (items) => items.shift()) },
  RPOP: { arity: 2, run: (state, [key = '']) => pop(state, key, (items) => items.pop()) },
  LLEN: {
    arity: 2,
    run: (state, [key = '']) => {
      const value = state.values.get(key);
      if (value === undefined) return integer(0);
      return value.kind === 'list' ? integer(value.items.length) : wrongType;
    },
  },
  LRANGE: {
    arity: 4,
    run: (state, [key = '', start = '0', stop = '-1']) => {
      const value = state.values.get(key);
      if (value === undefined) return array([]);
      return value.kind === 'list' ? array(value.items.slice(...range(value.items.length, start, stop))) : wrongType;
    },
  },
  HSET: {
    arity: -4,
    run: (state, [key = '', ...pairs]) => {
      const value = state.values.get(key) ?? { kind: 'hash', fields: new Map<string, string>() };
      if (value.kind !== 'hash') return wrongType;
      const before = value.fields.size;
      for (let at = 0; at + 1 < pairs.length; at += 2) value.fields.set(pairs[at] ?? '', pairs[at + 1] ?? '');
      state.values.set(key, value);
      return integer(value.fields.size - before);
    },
  },
  HGET: {
    arity: 3,
    run: (state, [key = '', field = '']) => {
      const value = state.values.get(key);
      if (value === undefined) return nil;
      if (value.kind !== 'hash') return wrongType;
      const text = value.fields.get(field);
      return text === undefined ? nil : bulk(text);
    },
  },
  HGETALL: {
    arity: 2,
    run: (state, [key = '']) => {
      const value = state.values.get(key);
      if (value === undefined) return array([]);
      return value.kind === 'hash' ? array([...value.fields].flat()) : wrongType;
    },
  },
  SADD: {
    arity: -3,
    run: (state, [key = '', ...members]) => {
      const value = state.values.get(key) ?? { kind: 'set', members: new Set<string>() };
      if (value.kind !== 'set') return wrongType;
      const before = value.members.size;
      for (const member of members) value.members.add(member);
      state.values.set(key, value);
      return integer(value.members.size - before);
    },
  },
  SMEMBERS: {
    arity: 2,
    run: (state, [key = '']) => {
      const value = state.values.get(key);
      if (value === undefined) return array([]);
      return value.kind === 'set' ? array([...value.members]) : wrongType;
    },
  },
  INFO: { arity: -1, run: (state, _args, now) => info(state, now) },
  CONFIG: {
    arity: -2,
    run: (state, [verb = '', name = '', value = '']) => {
      if (verb.toUpperCase() === 'GET') {
        return array([...state.config].filter(([key]) => glob(name.toLowerCase()).test(key)).flat());
      }
      if (verb.toUpperCase() === 'SET') {
        if (!state.config.has(name.toLowerCase()))
          return error(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`);
        state.config.set(name.toLowerCase(), value);
        return ok;
      }
      return error(`ERR Unknown subcommand or wrong number of arguments for '${verb}'. Try CONFIG HELP.`);
    },
  },
};

function pop(state: RedisState, key: string, take: (items: string[]) => string | undefined): Reply {
  const value = state.values.get(key);
  if (value === undefined) return nil;
  if (value.kind !== 'list') return wrongType;
  const item = take(value.items);
  if (value.items.length === 0) state.values.delete(key);
  return item === undefined ? nil : bulk(item);
}

/** Runs one command. Keys that have expired by `now` are gone. */
export function runCommand(state: RedisState, [name = '', ...args]: readonly string[], now: number): Reply {
  for (const [key, at] of state.expiries) {
    if (at > now) continue;
    state.expiries.delete(key);
    state.values.delete(key);
  }
  state.commands++;
  const command = Object.hasOwn(commands, name.toUpperCase()) ? commands[name.toUpperCase()] : undefined;
  if (command === undefined) {
    const shown = args
      .slice(0, 20)
      .map((argument) => `'${argument}' `)
      .join('');
    return error(`ERR unknown command '${name}', with args beginning with: ${shown}`);
  }
  const given = args.length + 1;
  if (command.arity > 0 ? given !== command.arity : given < -command.arity) {
    return error(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
  }
  return command.run(state, args, now);
}
