import type { PageTexts } from './page.ts';

/** `kubectl create job --help`. */
export const createJobPage: PageTexts = {
  '1.36': {
    short: 'Create a job with the specified name',
    text: `Create a job with the specified name.

Examples:
# Create a job
kubectl create job my-job --image=busybox

# Create a job with a command
kubectl create job my-job --image=busybox -- date

# Create a job from a cron job named "a-cronjob"
kubectl create job test-job --from=cronjob/a-cronjob

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--from='': The name of the resource to create a Job from (only CronJob is supported).
--image='': Image name to run.

Usage:
job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]
`,
  },
  '1.20': {
    short: 'Create a job with the specified name.',
    text: `Create a job with the specified name.

Examples:
# Create a job
kubectl create job my-job --image=busybox

# Create a job with command
kubectl create job my-job --image=busybox -- date

# Create a job from a CronJob named "a-cronjob"
kubectl create job test-job --from=cronjob/a-cronjob

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--from='': The name of the resource to create a Job from (only cronjob is supported).
--image='': Image name to run.

Usage:
job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]
`,
  },
};
