import type { Tone } from './pod-model.ts';

interface MarkProps {
  readonly tone: Tone;
  readonly x: number;
  readonly y: number;
  /** Running, but not ready: a ring instead of a disc. */
  readonly hollow?: boolean;
  readonly size?: number;
}

/** A state's mark, so that no state is told by colour alone. `x`, `y` is its centre. */
export function Mark({ tone, x, y, hollow = false, size = 9 }: MarkProps) {
  const r = size / 2;
  const at = `translate(${x} ${y})`;
  switch (tone) {
    case 'running':
      return <circle className="mark" data-hollow={hollow} transform={at} r={hollow ? r - 1 : r - 0.4} />;
    case 'pending':
      return (
        <circle className="mark" data-hollow transform={at} r={r - 0.9} strokeDasharray={`${r * 0.62} ${r * 0.5}`} />
      );
    case 'failed':
      return <path className="mark" transform={at} d={`M0 ${-r}L${r * 1.02} ${r * 0.82}H${-r * 1.02}Z`} />;
    case 'succeeded':
      return (
        <path className="mark" data-hollow transform={at} d={`M${-r} 0.2L${-r * 0.25} ${r * 0.75}L${r} ${-r * 0.75}`} />
      );
    case 'unknown':
      return (
        <path
          className="mark"
          data-hollow
          transform={at}
          d={`M${-r * 0.55} ${-r * 0.5}a${r * 0.6} ${r * 0.6} 0 1 1 ${r * 0.85} ${r * 0.55}q${-r * 0.3} ${r * 0.14} ${-r * 0.3} ${r * 0.5}M0 ${r * 0.98}v0.1`}
        />
      );
    case 'terminating':
      return (
        <rect className="mark" transform={at} x={-r * 0.75} y={-r * 0.75} width={r * 1.5} height={r * 1.5} rx={1.5} />
      );
  }
}
