import type { ReactNode } from 'react';

/** A named fact. */
export function Row({
  name,
  children,
  tone,
}: {
  readonly name: ReactNode;
  readonly children: ReactNode;
  readonly tone?: string | undefined;
}) {
  return (
    <div className="fact" data-tone={tone}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
