import type { PageTexts } from './page.ts';

/** `kubectl create deployment --help`. */
export const createDeploymentPage: PageTexts = {
  '1.36': {
    short: 'Create a deployment with the specified name',
    text: `Create a deployment with the specified name.

Aliases:
deployment, deploy

Examples:
# Create a deployment named my-dep that runs the busybox image
kubectl create deployment my-dep --image=busybox

# Create a deployment with a command
kubectl create deployment my-dep --image=busybox -- date

# Create a deployment named my-dep that runs the nginx image with 3 replicas
kubectl create deployment my-dep --image=nginx --replicas=3

# Create a deployment named my-dep that runs the busybox image and expose port 5701
kubectl create deployment my-dep --image=busybox --port=5701

# Create a deployment named my-dep that runs multiple containers
kubectl create deployment my-dep --image=busybox:latest --image=ubuntu:latest --image=nginx

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--image=[]: Image names to run. A deployment can have multiple images set for multi-container pod.
--port(int32)=-1: The containerPort that this deployment exposes.
-r, --replicas(int32)=1: Number of replicas to create. Default is 1.

Usage:
deployment NAME --image=image -- [COMMAND] [args...]
`,
  },
  '1.20': {
    short: 'Create a deployment with the specified name.',
    text: `Create a deployment with the specified name.

Aliases:
deployment, deploy

Examples:
# Create a deployment named my-dep that runs the busybox image.
kubectl create deployment my-dep --image=busybox

# Create a deployment with command
kubectl create deployment my-dep --image=busybox -- date

# Create a deployment named my-dep that runs the nginx image with 3 replicas.
kubectl create deployment my-dep --image=nginx --replicas=3

# Create a deployment named my-dep that runs the busybox image and expose port 5701.
kubectl create deployment my-dep --image=busybox --port=5701

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--image=[]: Image names to run.
--port(int32)=-1: The port that this container exposes.
-r, --replicas(int32)=1: Number of replicas to create. Default is 1.

Usage:
deployment NAME --image=image -- [COMMAND] [args...]
`,
  },
};
