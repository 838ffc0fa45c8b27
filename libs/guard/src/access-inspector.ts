import 'reflect-metadata';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  DiscoveryService,
  ExternalContextCreator,
  HttpAdapterHost,
  MetadataScanner,
} from '@nestjs/core';
import { AccessPlans } from './access-plans.js';
import type { AccessPlan } from './access-rules.js';
import { type GatehouseOptions, GATEHOUSE_OPTIONS, IS_GLOBAL_GUARD } from './options.js';
import { GatehouseGuard } from './gatehouse.guard.js';
import {
  kindOf,
  hasRequirements,
  UnenforcedAccess,
  type HandlerKind,
  isRawStream,
  UnrefusableHandler,
} from './unenforced-access.js';

/** The metadata key under which the framework stores the arguments of `@UseGuards`. */
const GUARDS = '__guards__';
/** The injection token of the options of every GraphQL module. */
const GRAPHQL_OPTIONS = 'GqlModuleOptions';

interface Host {
  readonly name: string;
  readonly prototype: object;
}

/** Guard instances that were bound to message handlers; those of an earlier application are replaced. */
const BOUND = new WeakSet<object>();

interface Handler {
  readonly name: string;
  readonly host: object;
  readonly method: object;
  readonly kind: HandlerKind;
}

/** Global guards do not run for gateways in every version, nor for microservices of a hybrid application. */
const needsBinding = ({ kind }: Handler) => kind === 'message';

/** Thrown in strict mode for handlers that declare no access. */
export class UndeclaredAccess extends Error {
  constructor(readonly handlers: readonly string[]) {
    super(
      `These handlers declare no access: ${handlers.join(', ')}. ` +
        'Give each (or its class) @Public(), @SignedIn(), @Permissions(...) or another rule of @gatehouse/guard.',
    );
    this.name = 'UndeclaredAccess';
  }
}

/**
 * Inspects every handler once, while the application is built and before anything listens. Contradictory declarations,
 * declarations that no guard would enforce and, with `strict`, missing declarations stop the start. Binds the guard to
 * message handlers.
 */
@Injectable()
export class AccessInspector implements OnModuleInit {
  private readonly scanner = new MetadataScanner();
  private readonly bound: Handler[] = [];
  /** Not the guard's instance, because a test may have replaced the guard. */
  private readonly plans = new AccessPlans();
  private readonly classes: ReadonlySet<object>;
  private handlers: readonly Handler[];
  @Inject(HttpAdapterHost)
  private readonly host!: HttpAdapterHost;

  constructor(
    @Inject(GatehouseGuard) private readonly guard: GatehouseGuard,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(GATEHOUSE_OPTIONS) private readonly options: GatehouseOptions,
    @Inject(ExternalContextCreator) private readonly contexts: ExternalContextCreator,
    @Inject(IS_GLOBAL_GUARD) private readonly isGlobalGuard: boolean,
  ) {
    const classes = this.findClasses();
    this.classes = new Set(classes);
    this.handlers = this.inspect(classes);
    if (isGlobalGuard) {
      for (const handler of this.handlers) if (needsBinding(handler)) this.bind(handler);
    }
  }

  /** @throws ContradictoryAccess, UndeclaredAccess, UnenforcedAccess or UnrefusableHandler */
  private inspect(classes: readonly Host[]): Handler[] {
    const methods = this.findMethods(classes);
    this.assertNoneOnPlainMethods(classes, methods);
    const handlers = methods.filter(({ kind }) => kind !== 'none');
    const open = handlers.filter(({ kind }) => kind !== 'field');
    this.assertRefusable(open);
    const undeclared = open.filter((handler) => !this.planOf(handler).isDeclared);
    if (this.options.strict && undeclared.length > 0) {
      throw new UndeclaredAccess(undeclared.map(({ name }) => name));
    }
    return handlers;
  }

  private planOf({ host, method }: Handler): AccessPlan {
    return this.plans.of(host, method);
  }

  private assertRefusable(handlers: readonly Handler[]): void {
    const raw = handlers.find((handler) => {
      const { caller, isDeclared } = this.planOf(handler);
      const isGuarded = this.isGlobalGuard || isDeclared;
      return isRawStream(handler.method) && caller !== 'anybody' && isGuarded;
    });
    if (raw) throw new UnrefusableHandler(raw.name);
  }

  private findClasses(): Host[] {
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    const classes = new Set<object>();
    for (const { metatype, inject } of wrappers) {
      if (typeof metatype === 'function' && !inject && metatype.prototype) classes.add(metatype);
    }
    return [...classes] as Host[];
  }

  /**
   * Classes of instances from factories and of values, which exist only after construction. Resolvers of a GraphQL
   * module may be among them.
   */
  private findLateClasses(): Host[] {
    const classes = new Set<object>();
    for (const { instance } of this.discovery.getProviders()) {
      const host: unknown = isObject(instance) ? instance.constructor : undefined;
      if (isClass(host) && !this.classes.has(host)) classes.add(host);
    }
    return [...classes] as Host[];
  }

  private findMethods(classes: readonly Host[]): Handler[] {
    return classes.flatMap((host) =>
      this.scanner.getAllMethodNames(host.prototype).flatMap((name) => {
        const method = (host.prototype as Record<string, object>)[name];
        if (!method) return [];
        return [{ name: `${host.name}.${name}`, host, method, kind: kindOf(name, method) }];
      }),
    );
  }

  /**
   * Refuses rules on methods that the framework calls without a guard (helpers, lifecycle hooks of gateways, queue and
   * scheduled jobs) and on classes without a handler.
   */
  private assertNoneOnPlainMethods(classes: readonly Host[], methods: readonly Handler[]): void {
    const plain = methods.filter(({ kind, method }) => kind === 'none' && hasRequirements(method));
    if (plain.length > 0) throw new UnenforcedAccess(namesOf(plain), 'none');
    const hosts = new Set(methods.flatMap(({ kind, host }) => (kind === 'none' ? [] : [host])));
    const idle = classes.filter((host) => hasRequirements(host) && !hosts.has(host));
    const names = idle.map(({ name }) => name);
    if (names.length > 0) throw new UnenforcedAccess(names, 'class');
  }

  /**
   * The framework has read the guards of message handlers by now.
   * @throws Error if another application of the same classes was built meanwhile, because its guard would be used here
   */
  onModuleInit(): void {
    this.handlers = [...this.handlers, ...this.inspect(this.findLateClasses())];
    this.assertEnforced();
    const other = this.bound.find(({ method }) => guardsOf(method)[0] !== this.guard);
    if (!other) return;
    throw new Error(
      `${other.name} has the guard of another application; call init() or listen() of one before the next is created`,
    );
  }

  /** @throws UnenforcedAccess for a rule that no guard enforces, as far as this can be determined */
  private assertEnforced(): void {
    const demanding = this.handlers.filter((handler) => {
      const { isDeclared, caller } = this.planOf(handler);
      return isDeclared && caller !== 'anybody' && this.isServed(handler);
    });
    const fields = demanding.filter(({ kind }) => kind === 'field');
    if (fields.length > 0 && !this.guardsFields())
      throw new UnenforcedAccess(namesOf(fields), 'field');
    if (this.isGlobalGuard) return;
    const isOurs = (guard: unknown) => guard === this.guard || isOfOurClass(guard);
    const isOnAll = globalGuardsOf(this.contexts).some(isOurs);
    const unbound = demanding.filter(
      (handler) =>
        !(isOnAll && !needsBinding(handler)) &&
        ![handler.host, handler.method].some((place) => guardsOf(place).some(isOurs)),
    );
    if (unbound.length > 0) throw new UnenforcedAccess(namesOf(unbound), 'unbound');
  }

  /**
   * An application context and a microservice serve no HTTP: a script may run without the guards that `main.ts` binds.
   */
  private isServed({ kind }: Handler): boolean {
    // Without HTTP the framework may provide an adapter without a type.
    const adapter = this.host.httpAdapter as { getType?: () => string } | null | undefined;
    return kind === 'message' || (isObject(adapter) && adapter.getType?.() !== '');
  }

  /** Whether every GraphQL module of the application runs guards before field resolvers; `false` if none is found. */
  private guardsFields(): boolean {
    const modules = this.discovery
      .getProviders()
      .filter(({ token }) => token === GRAPHQL_OPTIONS)
      .map(({ instance }) => instance as { fieldResolverEnhancers?: readonly string[] } | null);
    return (
      modules.length > 0 &&
      modules.every((options) => options?.fieldResolverEnhancers?.includes('guards') === true)
    );
  }

  /**
   * Binds the instance, not the class, so that no module needs to provide it. An instance of an earlier application is
   * replaced.
   */
  private bind(handler: Handler): void {
    const { method } = handler;
    this.bound.push(handler);
    const others = guardsOf(method).filter((guard) => !BOUND.has(guard as object));
    BOUND.add(this.guard);
    Reflect.defineMetadata(GUARDS, [this.guard, ...others], method);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isClass = (value: unknown): value is Host =>
  typeof value === 'function' && value !== Object && isObject(value.prototype);

const namesOf = (handlers: readonly Handler[]) => handlers.map(({ name }) => name);

const guardsOf = (place: object) => (Reflect.getMetadata(GUARDS, place) ?? []) as unknown[];

/** Whether a value of `@UseGuards` or `useGlobalGuards` is this guard or a class of it. */
const isOfOurClass = (guard: unknown): boolean =>
  guard === GatehouseGuard ||
  guard instanceof GatehouseGuard ||
  (typeof guard === 'function' && guard.prototype instanceof GatehouseGuard);

/**
 * The global guards, from internals of the framework, which has no public access to them. If these internals change,
 * none are found, and rules must name the guard.
 */
function globalGuardsOf(contexts: ExternalContextCreator): readonly unknown[] {
  const { guardsContextCreator } = contexts as unknown as {
    guardsContextCreator?: {
      getGlobalMetadata?: () => readonly unknown[];
      config?: { getGlobalRequestGuards?: () => readonly { metatype?: unknown }[] };
    };
  };
  const perRequest = guardsContextCreator?.config?.getGlobalRequestGuards?.() ?? [];
  return [
    ...(guardsContextCreator?.getGlobalMetadata?.() ?? []),
    ...perRequest.map(({ metatype }) => metatype),
  ];
}
