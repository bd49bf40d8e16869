/**
 * What lies in the home directory of the workstation when a cluster is new. The first file is the seed chapter's own; the others
 * are the Pods that the chapter talks about.
 */
const kubiaPod = `apiVersion: v1
kind: Pod
metadata:
  name: alice-pod
spec:
  containers:
  - image: assassing/kubia
    name: assassing
    ports:
    - containerPort: 8080
      protocol: TCP
`;

const pair = `apiVersion: v1
kind: Pod
metadata:
  name: pair
  labels:
    app: pair
spec:
  containers:
  - name: web
    image: luksa/kubia
  - name: side
    image: busybox
    command: ["sh", "-c", "while true; do wget -qO- http://localhost:8080; sleep 5; done"]
`;

const clash = `apiVersion: v1
kind: Pod
metadata:
  name: clash
spec:
  containers:
  - name: first
    image: nginx
  - name: second
    image: nginx
`;

const hello = `apiVersion: v1
kind: Pod
metadata:
  name: hello
spec:
  restartPolicy: Never
  containers:
  - name: hello
    image: busybox
    command: ["sh", "-c", "echo hello from $(hostname); sleep 3"]
`;

export type Scenario = 'pods' | 'empty';

export const homeFiles: Readonly<Record<Scenario, Readonly<Record<string, string>>>> = {
  pods: { 'kubia-pod.yaml': kubiaPod, 'pair.yaml': pair, 'clash.yaml': clash, 'hello.yaml': hello },
  empty: {},
};
