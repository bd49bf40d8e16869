import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, out, type Applet, type Invocation } from './applet.ts';
import { parseSettings, seconds, tryHelp, type Settings } from './curl/settings.ts';
import { Transfer, TransferError } from './curl/transfer.ts';

export const curl: Applet = function* (call) {
  if (call.args.includes('--version') || call.args.includes('-V')) {
    yield* out(call, 'curl 7.68.0 (x86_64-pc-linux-gnu) libcurl/7.68.0\nProtocols: http\n');
    return 0;
  }
  const settings = parseSettings(call.args);
  if (settings.urls.length === 0) {
    throw new AppletError(
      settings.flags.size > 0 || settings.values.size > 0 ? `no URL specified!\ncurl: ${tryHelp}` : tryHelp,
      2,
    );
  }
  let status = 0;
  for (const [index, url] of settings.urls.entries()) {
    const retries = Number(settings.values.get('retry') ?? 0);
    for (let left = retries; ; left--) {
      status = yield* transferOnce(call, settings, url, settings.outputs[index]);
      if (left <= 0 || ![6, 28].includes(status)) break;
      yield* call.p.sleep(Number(settings.values.get('retry-delay') ?? 1) * 1000);
    }
  }
  return status;
};

function* transferOnce(call: Invocation, settings: Settings, text: string, output: string | undefined): Task<number> {
  const quiet = settings.flags.has('silent') && !settings.flags.has('show-error');
  const limit = seconds(settings, 'max-time');
  const startedAt = call.p.now();
  const transfer = new Transfer(call, settings, output);
  try {
    const work = transfer.run(text);
    return limit === undefined ? yield* work : yield* call.p.timeout(limit, work);
  } catch (error) {
    let fault: TransferError;
    if (error instanceof TransferError) fault = error;
    else if (error instanceof SysError && error.code === 'ETIMEDOUT') {
      const elapsed = Math.round(call.p.now() - startedAt);
      fault = new TransferError(
        28,
        transfer.connected
          ? `Operation timed out after ${elapsed} milliseconds with ${transfer.received} ${transfer.expected === undefined ? 'bytes received' : `out of ${transfer.expected} bytes received`}`
          : `Connection timed out after ${elapsed} milliseconds`,
      );
    } else throw error;
    yield* transfer.finishMeter();
    if (!quiet) yield* call.p.write(2, `curl: (${fault.code}) ${fault.message}\n`);
    return fault.code;
  }
}
