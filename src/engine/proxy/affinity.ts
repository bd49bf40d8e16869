/**
 * Session affinity ClientIP: for each endpoint the clients that it served of late, as iptables' `recent` module keeps them on every node by itself.
 */
export class RecentClients {
  readonly #seen = new Map<string, Map<string, number>>();

  /** Whether the endpoint served the client within the last `timeout` ms (--rcheck --seconds --reap). */
  knows(endpoint: string, client: string, now: number, timeout: number): boolean {
    const at = this.#seen.get(endpoint)?.get(client);
    return at !== undefined && now - at < timeout;
  }

  /** --set: the time begins anew with every connection. */
  note(endpoint: string, client: string, now: number): void {
    const clients = this.#seen.get(endpoint);
    if (clients === undefined) this.#seen.set(endpoint, new Map([[client, now]]));
    else {
      clients.set(client, now);
      if (clients.size > listLength) clients.delete(clients.keys().next().value ?? '');
    }
  }

  /** The endpoint's chain is gone. */
  forget(endpoint: string): void {
    this.#seen.delete(endpoint);
  }
}

/** ip_pkt_list_tot's sibling ip_list_tot: addresses that one list remembers. */
const listLength = 100;
