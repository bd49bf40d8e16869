/**
 * A number, or a percentage of `total` rounded up or down (intstr.GetScaledValueFromIntOrPercent of apimachinery). What validation let pass is one of
 * the two; anything else counts as 0.
 */
export function scaledValue(value: number | string | undefined, total: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value);
  if (percent === null) return 0;
  const scaled = (Number(percent[1]) * total) / 100;
  return round === 'up' ? Math.ceil(scaled) : Math.floor(scaled);
}
