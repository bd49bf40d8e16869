import { expect, test } from 'vitest';
import { accepted } from '../testing.ts';
import { goCmpDiff } from './index.ts';

const pod = (container: object, spec: object = {}): unknown =>
  (
    accepted(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a' },
        spec: { containers: [{ name: 'c', image: 'nginx:1', ...container }], ...spec },
      },
      '1.20',
    ) as { spec?: unknown }
  ).spec;

const diff = (now: unknown, before: unknown): string => goCmpDiff('PodSpec', now, before).replaceAll('\t', '    ');

/* What cmp.Diff of v0.5.2 prints of the internal types of v1.20.15. */

test('what is equal has no difference', () => {
  expect(diff(pod({}), pod({}))).toBe('');
});

test('a changed field stands between two that did not change', () => {
  expect(diff(pod({}, { hostname: 'x' }), pod({}))).toBe(`  core.PodSpec{
      ... // 12 identical fields
      SecurityContext:   &{},
      ImagePullSecrets:  nil,
-     Hostname:          "x",
+     Hostname:          "",
      Subdomain:         "",
      SetHostnameAsFQDN: nil,
      ... // 13 identical fields
  }
`);
});

test('a list shows what was added to it', () => {
  const port = { ports: [{ containerPort: 8080 }] };
  expect(diff(pod(port), pod({}))).toContain(`          {
              ... // 3 identical fields
              Args:       nil,
              WorkingDir: "",
-             Ports:      []core.ContainerPort{{ContainerPort: 8080, Protocol: "TCP"}},
+             Ports:      nil,
              EnvFrom:    nil,
              Env:        nil,
              ... // 14 identical fields
          },
`);
});

test('quantities are shown with their insides', () => {
  expect(diff(pod({ resources: { limits: { cpu: '500m' } } }), pod({})))
    .toContain(`-                 Limits: core.ResourceList{
-                     s"cpu": {i: resource.int64Amount{value: 500, scale: -3}, s: "500m", Format: "DecimalSI"},
-                 },
+                 Limits: nil,
`);
});

test('what is pointed to has an ampersand', () => {
  const spec = { terminationGracePeriodSeconds: 5 };
  expect(diff(pod({}, spec), pod({}))).toContain(`-     TerminationGracePeriodSeconds: &5,
+     TerminationGracePeriodSeconds: &30,
`);
});
