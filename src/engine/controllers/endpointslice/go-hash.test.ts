import { expect, it } from 'vitest';
import { dumpStruct, fnv128a } from './go-hash.ts';

// Printed by k8s.io/utils/dump.ForHash and hash/fnv of Go.
it.each([
  [
    dumpStruct('v1.EndpointPort', [
      ['Name', 'string', 'http'],
      ['Port', 'int32', 80],
      ['Protocol', 'v1.Protocol', 'TCP'],
      ['AppProtocol', '*string', undefined],
    ]),
    '(v1.EndpointPort){Name:(string)http Port:(int32)80 Protocol:(v1.Protocol)TCP AppProtocol:(*string)<nil>}',
    '754b003f50f133a539c60d18cfb30a55',
  ],
  [
    dumpStruct('v1.EndpointPort', [
      ['Name', '*string', 'http'],
      ['Protocol', '*v1.Protocol', 'TCP'],
      ['Port', '*int32', 80],
      ['AppProtocol', '*string', undefined],
    ]),
    '(v1.EndpointPort){Name:(*string)http Protocol:(*v1.Protocol)TCP Port:(*int32)80 AppProtocol:(*string)<nil>}',
    'b6c4d325122a5ba6f795b0bbffcebb6f',
  ],
])("a port's dump and hash are Go's", (dump, text, hash) => {
  expect(dump).toBe(text);
  expect(fnv128a(dump)).toBe(hash);
});
