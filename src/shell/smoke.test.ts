import { test } from 'vitest';
import { Session, testMachine, run } from './testing/machine.ts';
import { interactiveShell } from './index.ts';
test('smoke', () => {
  const m = testMachine();
  const s = new Session(m, ['-bash'], {
    program: interactiveShell,
    uid: 1000,
    env: { HOME: '/home/user1', USER: 'user1' },
  });
  const show = 0;
  const show = (t: string, ms?: number) => console.log(JSON.stringify(t), '=>', JSON.stringify(s.type(t, ms)));
  console.log(JSON.stringify(s.screen));
  show('echo hi\r');
  show('ls -la /\r');
  show('foo\r');
  show('for i in 1 2\rdo echo $i\rdone\r');
  show('cat\r');
  show('abc\r');
  show('\x04');
  show('sleep 100\r');
  show('\x03');
  show('sleep 5 &\r');
  show('jobs\r');
  show('\r', 6000);
  show('sleep 100\r');
  show('\x1a');
  show('fg\r');
  show('\x03');
  show('ec\t');
  show('\x03');
  show('ls /h\tu\t\r');
  show('\x1b[A\x1b[D\x1b[DX');
  show('\x15exit 3\r');
  console.log(s.exit);
  console.log(
    run(
      [
        'bash',
        '-c',
        'history; cat /home/user1/.bash_history; curl http://127.0.0.1:9; time sleep 2; ls /bin | head -3 | wc; seq 3 | sort -r | tr 1 x; date',
      ],
      {},
      m,
    ),
  );
});
