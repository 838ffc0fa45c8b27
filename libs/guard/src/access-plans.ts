import 'reflect-metadata';
import { ACCESS_RULES, planAccess, type AccessPlan, type AccessRule } from './access-rules.js';
import { keepsResponseOpen } from './stream-closers.js';

type Class = abstract new (...args: never[]) => unknown;
type Handler = (...args: never[]) => unknown;

/** What is known of a handler before any call. */
export interface HandlerPlan extends AccessPlan {
  readonly keepsResponseOpen: boolean;
}

interface Known {
  readonly host: object;
  readonly plan: HandlerPlan;
  /** The same method, inherited by another class. */
  readonly next: Known | undefined;
}

const rulesOn = (host: object) =>
  (Reflect.getMetadata(ACCESS_RULES, host) ?? []) as readonly AccessRule[];

/** The plan of each handler, computed once. A method that a subclass inherits has a plan for each class. */
export class AccessPlans {
  private readonly plans = new WeakMap<object, Known>();

  /** @throws ContradictoryAccess */
  of(host: object, handler: object): HandlerPlan {
    const first = this.plans.get(handler);
    for (let known = first; known !== undefined; known = known.next) {
      if (known.host === host) return known.plan;
    }
    const name = `${(host as Class).name}.${(handler as Handler).name}`;
    const plan = {
      ...planAccess(name, rulesOn(host), rulesOn(handler)),
      keepsResponseOpen: keepsResponseOpen(handler),
    };
    this.plans.set(handler, { host, plan, next: first });
    return plan;
  }
}
