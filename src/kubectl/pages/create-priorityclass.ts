import type { PageTexts } from './page.ts';

/** `kubectl create priorityclass --help`. */
export const createPriorityclassPage: PageTexts = {
  '1.36': {
    short: 'Create a priority class with the specified name',
    text: `Create a priority class with the specified name, value, globalDefault and description.

Aliases:
priorityclass, pc

Examples:
# Create a priority class named high-priority
kubectl create priorityclass high-priority --value=1000 --description="high priority"

# Create a priority class named default-priority that is considered as the global default priority
kubectl create priorityclass default-priority --value=1000 --global-default=true --description="default priority"

# Create a priority class named high-priority that cannot preempt pods with lower priority
kubectl create priorityclass high-priority --value=1000 --description="high priority" --preemption-policy="Never"

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --show-managed-fields
--template --validate
--description='': description is an arbitrary string that usually provides guidelines on when this priority class should be used.
--global-default=false: global-default specifies whether this PriorityClass should be considered as the default priority.
--preemption-policy='PreemptLowerPriority': preemption-policy is the policy for preempting pods with lower priority.
--value(int32)=0: the value of this priority class.

Usage:
priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]
`,
  },
  '1.20': {
    short: 'Create a priorityclass with the specified name.',
    text: `Create a priorityclass with the specified name, value, globalDefault and description

Aliases:
priorityclass, pc

Examples:
# Create a priorityclass named high-priority
kubectl create priorityclass high-priority --value=1000 --description="high priority"

# Create a priorityclass named default-priority that considered as the global default priority
kubectl create priorityclass default-priority --value=1000 --global-default=true --description="default priority"

# Create a priorityclass named high-priority that can not preempt pods with lower priority
kubectl create priorityclass high-priority --value=1000 --description="high priority" --preemption-policy="Never"

Options:
--allow-missing-template-keys --dry-run --field-manager --output --save-config --template --validate
--description='': description is an arbitrary string that usually provides guidelines on when this priority class should be used.
--global-default=false: global-default specifies whether this PriorityClass should be considered as the default priority.
--preemption-policy='PreemptLowerPriority': preemption-policy is the policy for preempting pods with lower priority.
--value(int32)=0: the value of this priority class.

Usage:
priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]
`,
  },
};
