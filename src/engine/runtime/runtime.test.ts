import { expect, test } from 'vitest';
import { dockerProgram } from './docker.ts';
import { crictlProgram } from './crictl.ts';
import { testNode } from './testing.ts';

for (const r of ['1.20','1.36'] as const) test('smoke '+r, () => {
  const node = testNode(r);
  const s = node.sandbox('kubia-2');
  const c = node.start(s, { name: 'nginx', image: 'nginx' });
  const d = node.start(s, { name: 'httpd', image: 'httpd' });
  const k = node.start(s, { name: 'kubia', image: 'assassing/kubia' });
  const k2 = node.start(s, { name: 'kubia2', image: 'luksa/kubia' });
  const ng2 = node.start(s, { name: 'nginx2', image: 'nginx:1.14.2' });
  const st = node.start(s, { name: 'st', image: 'polinux/stress', command: ['stress'], args: ['--vm','1','--vm-bytes','250M','--vm-hang','1'], resources: {cpuLimit: undefined, cpuRequest: undefined, memoryLimit: 100e6} });
  node.sim.advanceTo(node.sim.now + 20_000);
  for (const x of [c,d,k,k2,ng2,st]) console.log(node.runtime.container(x)!.state, node.runtime.container(x)!.exit, node.runtime.container(x)!.reason,  node.logOf(x));
  console.log(node.get(node.runtime.podSandbox(s)!.ip!, 80, '/nope'));
  const t = node.sim.now;
  node.run(node.runtime.stopContainer(c, 30));
  console.log(node.sim.now - t, node.logOf(c));
  const d2 = node.start(s, { name: 'httpd', image: 'httpd:2.4.39' , attempt: 1});
  node.sim.advanceTo(node.sim.now + 2_000);
  console.log(node.get(node.runtime.podSandbox(s)!.ip!, 80, '/'));
  node.run(node.runtime.stopContainer(d2, 30));
  console.log(node.sim.now - t, node.logOf(d2));
  const bad = () => node.start(s, { name: 'bad', image: 'httpd:2.4.39' , command:['/foo', 'x']});
  expect(bad).toThrow();
  const tool = r === '1.20' ? dockerProgram(node.runtime) : crictlProgram(node.runtime);
  const n = r === '1.20' ? 'docker':'crictl';
  for (const cmd of ['ps','ps -a','images','logs '+k.slice(0,5),'pods','top '+k.slice(0,4), 'inspect '+k.slice(0,6), 'ps --nope', 'nope','ps -q', 'kill '+k, 'ps -a --filter name=kubia --format {{.Names}}', 'exec '+d+' foo', 'rm '+d, 'pull busybx', 'ps --help'])
   { const o = node.command(tool, [n, ...cmd.split(' ')]); console.log('$ '+n+' '+cmd+'\n'+o.stdout+'--\n'+o.stderr+'=> '+o.code); }
});
