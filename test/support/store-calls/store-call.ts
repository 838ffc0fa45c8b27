import type { Tx } from '#libs/database';

/** A store method with realistic arguments. */
export interface StoreCall {
  /** `Store.method`, and `: variant` where there are several. */
  readonly name: string;
  run(tx: Tx): Promise<unknown>;
}

type Call<S> = (store: S, tx: Tx) => Promise<unknown>;

/** Names the calls by their methods. */
export const callsOf = <S extends object>(
  store: S,
  calls: Readonly<Record<string, Call<S>>>,
): StoreCall[] =>
  Object.entries(calls).map(([method, call]) => ({
    name: `${store.constructor.name}.${method}`,
    run: (tx) => call(store, tx),
  }));

export const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);
export const dayAgo = (days: number): string => ago(days).toISOString().slice(0, 10);
