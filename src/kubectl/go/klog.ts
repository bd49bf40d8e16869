import type { ProcessContext } from '../../engine/sim/process.ts';

/** One line of klog: severity, date and time, process, source line (k8s.io/klog/v2). */
export function klogLine(p: ProcessContext, severity: 'I' | 'W' | 'E' | 'F', source: string, message: string): string {
  const iso = new Date(p.now()).toISOString();
  const stamp = `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
  return `${severity}${stamp} ${String(p.pid).padStart(7)} ${source}] ${message}\n`;
}
