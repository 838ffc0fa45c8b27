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
import type { GatehouseOptions } from './options.js';
import { GatehouseGuard } from './gatehouse.guard.js';
import { kindOf, makesDemands, UnenforcedAccess, type HandlerKind } from './unenforced-access.js';
import { isRawStream, UnrefusableHandler } from './raw-stream.js';
import { GATEHOUSE_OPTIONS, IS_GLOBAL_GUARD } from './tokens.js';

/** Where the framework keeps what `@UseGuards` was given. */
const GUARDS = '__guards__';
/** Under which every GraphQL module keeps its options. */
const GRAPHQL_OPTIONS = 'GqlModuleOptions';

interface Host {
  readonly name: string;
  readonly prototype: object;
}

/** Instances that were bound to message handlers: those of an earlier application give way. */
const BOUND = new WeakSet<object>();

interface Handler {
  readonly name: string;
  readonly host: object;
  readonly method: object;
  readonly kind: HandlerKind;
}

/** Global guards do not reach gateways in every version, nor microservices of a hybrid application. */
const needsBinding = ({ kind }: Handler) => kind === 'message';

/** Handlers that say nothing about who may call them, in a service that wanted each to. */
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
 * Looks at every handler once, while the application is put together and before anything listens: contradictory declarations and such as
 * no guard would enforce stop the start, with `strict` missing ones too, and message handlers get the guard bound.
 */
@Injectable()
export class AccessInspector implements OnModuleInit {
  private readonly scanner = new MetadataScanner();
  private readonly bound: Handler[] = [];
  /** Not the guard's: a test may have put another object in its place. */
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

  /** Of what a factory has made or a value is: known once it is there. A GraphQL module serves resolvers among them. */
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

  /** Helpers, hooks of a gateway's life, work of queues and clocks, and classes of which the framework calls nothing. */
  private assertNoneOnPlainMethods(classes: readonly Host[], methods: readonly Handler[]): void {
    const plain = methods.filter(({ kind, method }) => kind === 'none' && makesDemands(method));
    if (plain.length > 0) throw new UnenforcedAccess(namesOf(plain), 'none');
    const hosts = new Set(methods.flatMap(({ kind, host }) => (kind === 'none' ? [] : [host])));
    const idle = classes.filter((host) => makesDemands(host) && !hosts.has(host));
    const names = idle.map(({ name }) => name);
    if (names.length > 0) throw new UnenforcedAccess(names, 'class');
  }

  /**
   * By now the framework has taken the guards of message handlers over.
   * @throws Error when another application of the same classes was put together meanwhile, and these would have taken its guard
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

  /** @throws UnenforcedAccess for a rule before which no guard runs, as far as can be seen of the application that was put together */
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

  /** An application context and a microservice have no HTTP: a script may be run without the guards that `main.ts` binds. */
  private isServed({ kind }: Handler): boolean {
    // In place of one, the framework may have an adapter of no type.
    const adapter = this.host.httpAdapter as { getType?: () => string } | null | undefined;
    return kind === 'message' || (isObject(adapter) && adapter.getType?.() !== '');
  }

  /** Whether each GraphQL module of the application runs guards before field resolvers; none could be found: it does not. */
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

  /** The instance, not the class: it needs no module to be found in. One of an earlier application gives way. */
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

/** The guard or a class of it, as `@UseGuards` and `useGlobalGuards` are given it. */
const isOfOurClass = (guard: unknown): boolean =>
  guard === GatehouseGuard ||
  guard instanceof GatehouseGuard ||
  (typeof guard === 'function' && guard.prototype instanceof GatehouseGuard);

/** The framework tells them nowhere else; where it keeps them otherwise, none are seen, and rules must name the guard. */
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
