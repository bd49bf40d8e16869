import { describe, expect, test } from 'vitest';
import { decode, DecodeError } from './decode.ts';
import { kindOf } from './testing.ts';

type Manifest = Readonly<Record<string, unknown>>;

const release = { name: '1.36' } as const;
const pod = (spec: unknown, more: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec,
  ...more,
});
const container = (more: object): Manifest => pod({ containers: [{ name: 'c', image: 'i', ...more }] });
const read = (manifest: Manifest): ReturnType<typeof decode> => decode(kindOf(manifest), manifest, release);

describe('strict decoding', () => {
  test('names fields that are not known, once each, and where', () => {
    expect(read(container({ imagee: 'x', ports: [{ port: 1 }] })).strictErrors).toEqual([
      'unknown field "spec.containers[0].imagee"',
      'unknown field "spec.containers[0].ports[0].port"',
    ]);
  });

  test('leaves them out of the object', () => {
    expect(read(container({ imagee: 'x' })).object).not.toHaveProperty('spec.containers[0].imagee');
  });
});

describe('a value of the wrong type', () => {
  test.each<[Manifest, string]>([
    [
      container({ ports: [{ containerPort: '80' }] }),
      'json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      container({ image: 5 }),
      'json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string',
    ],
    [
      pod({ containers: {} }),
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [pod('x'), 'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec'],
    [
      container({ command: 'ls' }),
      'json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string',
    ],
    [
      pod({ hostNetwork: 'yes', containers: [] }),
      'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
    ],
    [
      container({ resources: { limits: { cpu: 'much' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ])('%o is refused as encoding/json refuses it', (manifest, message) => {
    expect(() => read(manifest)).toThrow(new DecodeError(message));
  });
});

describe('what is decoded', () => {
  test('has quantities in their canonical form', () => {
    expect(read(container({ resources: { limits: { cpu: 0.5, memory: '1024Mi' } } })).object).toHaveProperty(
      'spec.containers[0].resources.limits',
      { cpu: '500m', memory: '1Gi' },
    );
  });

  test('has no fields that say nothing', () => {
    const { object } = read(container({ command: [], stdin: false, workingDir: '', env: null }));
    const [first] = (object['spec'] as { containers: object[] }).containers;
    expect(Object.keys(first!).sort()).toEqual(['image', 'name', 'resources']);
  });

  test('shares what was right already', () => {
    const manifest = container({});
    const once = read(manifest).object;
    expect(decode(kindOf(manifest), once, release).object).toEqual(once);
  });
});
