/** The kubelet's rhythms, virtual milliseconds. */

/** pkg/kubelet/kubelet.go: a Pod whose sync failed is looked at again after this. */
export const backOffPeriod = 10_000;
/** A Pod without news is looked at again after this, and volumes made of API objects are brought up to date (--sync-frequency). */
export const resyncInterval = 60_000;
/** The PLEG lists the runtime's containers once a second: that late the kubelet hears that one has ended. */
export const plegPeriod = 1_000;
