import { RouteConfig } from '@nestjs/platform-fastify';

/** The kind of a sign-in: what guards must know about a route before its handler runs. */
export type SignInKind = 'password' | 'provider';

/** What is said of a route to those who see requests before handlers. */
export interface RouteFacts {
  /** The body may be an HTML form. */
  readonly acceptsForm?: boolean;
  readonly signsIn?: SignInKind;
  /** So it does when the body names an account by `email`. */
  readonly signsInWhenNamed?: boolean;
}

const FACTS = 'gatehouse:route-facts';

/** Adds to what other decorators have said of the same handler. */
export const routeFacts =
  (facts: RouteFacts): MethodDecorator =>
  (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const known = Reflect.getMetadata(FACTS, handler) as RouteFacts | undefined;
    const all = { ...known, ...facts };
    Reflect.defineMetadata(FACTS, all, handler);
    RouteConfig(all)(target, key, descriptor);
  };

/** The handler signs a user in: a refusal before the handler is recorded in the audit trail. */
export const SignsIn = (kind: SignInKind) => routeFacts({ signsIn: kind });

/**
 * The handler judges a sign-in to the account that the body names by `email`, though its caller is signed in to another; a body
 * without it concerns the caller alone. Limits, challenges and the audit trail treat it accordingly.
 */
export const SignsInWhenNamed = () => routeFacts({ signsInWhenNamed: true });

export const routeFactsOf = (handler: object): RouteFacts =>
  (Reflect.getMetadata(FACTS, handler) as RouteFacts | undefined) ?? {};

/** How this request tries to sign somebody in; `null` when it does not. */
export function signInKindOf(facts: RouteFacts, body: unknown): SignInKind | null {
  if (facts.signsIn) return facts.signsIn;
  const isNamed =
    typeof body === 'object' &&
    body !== null &&
    typeof (body as { email?: unknown }).email === 'string';
  return facts.signsInWhenNamed && isNamed ? 'password' : null;
}
