import { expect, test } from 'vitest';
import { imageTag, parseImageReference } from './images.ts';

test.each([
  ['nginx', 'latest'],
  ['nginx:1.27', '1.27'],
  ['registry:5000/a/b', 'latest'],
  ['registry:5000/a/b:c', 'c'],
])('the tag of %s is %s', (image, tag) => {
  expect(imageTag(image)).toBe(tag);
});

test.each(['', 'A', 'a b', ':1', 'a:', '-a', `a@sha256:12`])('%j is no image', (image) => {
  expect(parseImageReference(image)).toBeUndefined();
});
