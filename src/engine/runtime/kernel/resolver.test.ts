import { describe, expect, it } from 'vitest';
import { candidateNames, lookUpHosts, parseResolvConf } from './resolver.ts';

describe('resolv.conf', () => {
  it('is read as resolv.conf(5) says', () => {
    const text = [
      '# made by the kubelet',
      'search default.svc.cluster.local svc.cluster.local cluster.local',
      'nameserver 10.96.0.10 ; first',
      'nameserver 10.0.0.2',
      'nameserver 10.0.0.3',
      'nameserver 10.0.0.4',
      'options ndots:5 attempts:9',
    ].join('\n');
    expect(parseResolvConf(text)).toEqual({
      servers: ['10.96.0.10', '10.0.0.2', '10.0.0.3'],
      searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      ndots: 5,
      attempts: 5,
      timeout: 5000,
    });
    expect(parseResolvConf('')).toEqual({ servers: [], searches: [], ndots: 1, attempts: 2, timeout: 5000 });
  });

  const pod = { servers: [], searches: ['ns.svc', 'svc'], ndots: 5, attempts: 2, timeout: 5000 };
  it.each([
    ['web', pod, ['web.ns.svc', 'web.svc', 'web']],
    ['web.other', pod, ['web.other.ns.svc', 'web.other.svc', 'web.other']],
    ['a.b.c.d.e.f', pod, ['a.b.c.d.e.f', 'a.b.c.d.e.f.ns.svc', 'a.b.c.d.e.f.svc']],
    ['web.', pod, ['web']],
    ['example.com', { ...pod, ndots: 1 }, ['example.com', 'example.com.ns.svc', 'example.com.svc']],
  ])('%s is asked for as %j: %j', (name, config, expected) => {
    expect(candidateNames(name, config)).toEqual(expected);
  });
});

it('/etc/hosts gives every address of a name, in any case', () => {
  const text = '127.0.0.1 localhost\n::1\tlocalhost ip6-localhost\n# 1.1.1.1 web\n10.0.0.1 Web web.local # web2\n';
  expect(lookUpHosts(text, 'localhost')).toEqual(['127.0.0.1', '::1']);
  expect(lookUpHosts(text, 'WEB')).toEqual(['10.0.0.1']);
  expect(lookUpHosts(text, 'web2')).toEqual([]);
});
