import { describe, expect, it } from 'vitest';
import { ServiceWorld } from './testing/service-world.ts';

describe.each(['1.20', '1.36'] as const)('Services of release v%s', (release) => {
  it('are found by name and answered by a Pod behind them, from any Pod', () => {
    const world = new ServiceWorld(release);
    world.pod('a', 'nginx', { labels: { app: 'web' } });
    world.idle('client', { node: 'node2' });
    world.service('web', { selector: { app: 'web' }, ports: [{ port: 80 }] });
    world.run(20);
    for (const host of ['web', 'web.default', 'web.default.svc.cluster.local'])
      expect(world.exec('client', `wget -qO- http://${host}`)).toContain('Welcome to nginx!');
    expect(world.exec('client', 'wget nosuch')).toBe("wget: bad address 'nosuch'\n");
  });
});
