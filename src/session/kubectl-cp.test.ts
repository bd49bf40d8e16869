import { describe, expect, it } from 'vitest';
import { play } from './testing.ts';

const pod = (image: string): string =>
  `kubectl run box --image=${image} --restart=Never -- sleep 1d > run; kubectl wait --for=condition=Ready pod/box >> run; `;

describe.each(['1.20', '1.36'] as const)('kubectl cp of v%s', (release) => {
  it('takes a directory there and back, with what is not ASCII and with empty directories', () => {
    const script =
      'mkdir -p d/sub d/empty; echo one > d/a; echo zwei-ß > d/sub/b; kubectl cp d box:/tmp/d; ' +
      'kubectl exec box -- find /tmp/d -type f; kubectl cp box:/tmp/d back; diff -r d back && ls back';
    expect(play(release, pod('busybox') + script)).toBe(
      "/tmp/d/a\n/tmp/d/sub/b\ntar: removing leading '/' from member names\na\nempty\nsub\n",
    );
  });

  it('copies into a directory that is there, and under another name elsewhere', () => {
    const script =
      'echo hi > f; kubectl cp f box:/tmp; kubectl cp f box:/tmp/g; kubectl exec box -- ls /tmp; kubectl cp f box:/no/g; echo $?';
    expect(play(release, pod('busybox') + script)).toBe(
      "f\ng\ntar: can't change directory to '/no': No such file or directory\ncommand terminated with exit code 1\n1\n",
    );
  });

  it('says what the tar of the container says, and leaves links out', () => {
    const script =
      'kubectl exec box -- sh -c "mkdir /tmp/d; ln -s /x /tmp/d/l; echo a > /tmp/d/a"; kubectl cp box:/tmp/d back; ls back';
    expect(play(release, pod('nginx') + script)).toBe(
      "tar: Removing leading `/' from member names\n" +
        'warning: skipping symlink: "back/l" -> "/x" (consider using "kubectl exec -n "" "box" -- tar cf - "/tmp/d" | tar xf -")\na\n',
    );
  });

  it('refuses what is no copy between here and a Pod', () => {
    const script = 'kubectl cp a b; kubectl cp p:/a q:/b; kubectl cp :/a b; kubectl cp nope box:/a; kubectl cp a:b:c d';
    expect(play(release, script)).toBe(
      'error: one of src or dest must be a remote file specification\n' +
        'error: one of src or dest must be a local file specification\n' +
        'error: filespec must match the canonical format: [[namespace/]pod:]file/path\n' +
        "error: nope doesn't exist in local filesystem\n" +
        'Error from server (NotFound): pods "a" not found\n',
    );
  });
});
