import { SysError } from '../../engine/sim/process.ts';
import { attempt, complain, out, type Applet } from './applet.ts';
import { parseOptions } from './options.ts';

export const tee: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'ai',
    long: { append: 'a', 'ignore-interrupts': 'i' },
    refused: 'p',
    usage: '[-ai] [FILE]...',
  });
  if (options.has('i')) call.p.onSignal('SIGINT', 'ignore');
  const append = options.has('a');
  const fds: number[] = [];
  let status = 0;
  for (const path of options.operands) {
    const fd = attempt(() => call.p.open(path, { write: true, create: true, append, truncate: !append }));
    if (fd instanceof SysError) {
      yield* complain(call, `${path}: ${fd.message}`);
      status = 1;
    } else fds.push(fd);
  }
  for (let chunk = yield* call.p.read(0); chunk !== ''; chunk = yield* call.p.read(0)) {
    yield* out(call, chunk);
    for (const fd of fds) yield* call.p.write(fd, chunk);
  }
  return status;
};
