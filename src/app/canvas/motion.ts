const query = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : undefined;

/** Whether the person asked for less motion; read at every use, for it can change. */
export const reducedMotion = (): boolean => query?.matches ?? false;
