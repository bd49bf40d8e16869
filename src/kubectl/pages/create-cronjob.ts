import type { PageTexts } from './page.ts';

/** `kubectl create cronjob --help`. */
export const createCronjobPage: PageTexts = {
  '1.36': {
    short: 'Create a cron job with the specified name',
    text: `Create a cron job with the specified name.

Aliases:
cronjob, cj

Examples:
# Create a cron job
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *"

# Create a cron job with a command
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--image='': Image name to run.
--restart='': job's restart policy. supported values: OnFailure, Never
--schedule='': A schedule in the Cron format the job should be run with.

Usage:
cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]
`,
  },
  '1.20': {
    short: 'Create a cronjob with the specified name.',
    text: `Create a cronjob with the specified name.

Aliases:
cronjob, cj

Examples:
# Create a cronjob
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *"

# Create a cronjob with command
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--image='': Image name to run.
--restart='': job's restart policy. supported values: OnFailure, Never
--schedule='': A schedule in the Cron format the job should be run with.

Usage:
cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]
`,
  },
};
