import 'reflect-metadata';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, ExternalContextCreator, MetadataScanner } from '@nestjs/core';
import type { GatehouseOptions } from './options.js';
import { GatehouseGuard } from './gatehouse.guard.js';
import { kindOf, makesDemands, UnenforcedAccess, type HandlerKind } from './unenforced-access.js';
import { isRawStream, UnrefusableHandler } from './raw-stream.js';
import { GATEHOUSE_OPTIONS, IS_GLOBAL_GUARD } from './tokens.js';

/** Where the framework keeps what `@UseGuards` was given. */
const GUARDS = '__guards__';
/** Under which every GraphQL module keeps its options. */
const GRAPHQL_OPTIONS = 'GqlModuleOptions';

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
  private readonly handlers: readonly Handler[];

  constructor(
    @Inject(GatehouseGuard) private readonly guard: GatehouseGuard,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(GATEHOUSE_OPTIONS) options: GatehouseOptions,
    @Inject(ExternalContextCreator) private readonly contexts: ExternalContextCreator,
    @Inject(IS_GLOBAL_GUARD) private readonly isGlobalGuard: boolean,
  ) {
    const methods = this.findMethods();
    this.assertNoneOnPlainMethods(methods);
    this.handlers = methods.filter(({ kind }) => kind !== 'none');
    const handlers = this.handlers.filter(({ kind }) => kind !== 'field');
    this.assertRefusable(handlers, isGlobalGuard);
    const undeclared = handlers.filter(
      ({ host, method }) => !guard.planOf(host, method).isDeclared,
    );
    if (options.strict && undeclared.length > 0) {
      throw new UndeclaredAccess(undeclared.map(({ name }) => name));
    }
    if (isGlobalGuard) for (const handler of handlers) this.bind(handler);
  }

  private assertRefusable(handlers: readonly Handler[], isGlobalGuard: boolean): void {
    const raw = handlers.find(({ host, method }) => {
      const { caller, isDeclared } = this.guard.planOf(host, method);
      return isRawStream(method) && caller !== 'anybody' && (isGlobalGuard || isDeclared);
    });
    if (raw) throw new UnrefusableHandler(raw.name);
  }

  private findClasses(): { name: string; prototype: object }[] {
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    const classes = new Set<object>();
    for (const { metatype, inject } of wrappers) {
      if (typeof metatype === 'function' && !inject && metatype.prototype) classes.add(metatype);
    }
    return [...classes] as { name: string; prototype: object }[];
  }

  private findMethods(): Handler[] {
    return this.findClasses().flatMap((host) =>
      this.scanner.getAllMethodNames(host.prototype).flatMap((name) => {
        const method = (host.prototype as Record<string, object>)[name];
        if (!method) return [];
        return [{ name: `${host.name}.${name}`, host, method, kind: kindOf(name, method) }];
      }),
    );
  }

  /** Helpers, hooks of a gateway's life, work of queues and clocks, and classes of which the framework calls nothing. */
  private assertNoneOnPlainMethods(methods: readonly Handler[]): void {
    const plain = methods.filter(({ kind, method }) => kind === 'none' && makesDemands(method));
    if (plain.length > 0) throw new UnenforcedAccess(namesOf(plain), 'none');
    const hosts = new Set(methods.flatMap(({ kind, host }) => (kind === 'none' ? [] : [host])));
    const idle = this.findClasses().filter((host) => makesDemands(host) && !hosts.has(host));
    const names = idle.map(({ name }) => name);
    if (names.length > 0) throw new UnenforcedAccess(names, 'class');
  }

  /**
   * By now the framework has taken the guards of message handlers over.
   * @throws Error when another application of the same classes was put together meanwhile, and these would have taken its guard
   */
  onModuleInit(): void {
    this.assertEnforced();
    const other = this.bound.find(({ method }) => guardsOf(method)[0] !== this.guard);
    if (!other) return;
    throw new Error(
      `${other.name} has the guard of another application; call init() or listen() of one before the next is created`,
    );
  }

  /** @throws UnenforcedAccess for a rule before which no guard runs, as far as can be seen of the application that was put together */
  private assertEnforced(): void {
    const demanding = this.handlers.filter(({ host, method }) => {
      const { isDeclared, caller } = this.guard.planOf(host, method);
      return isDeclared && caller !== 'anybody';
    });
    const fields = demanding.filter(({ kind }) => kind === 'field');
    if (fields.length > 0 && !this.guardsFields())
      throw new UnenforcedAccess(namesOf(fields), 'field');
    if (this.isGlobalGuard) return;
    const isOnAll = globalGuardsOf(this.contexts).some(isOurs);
    const unbound = demanding.filter(
      (handler) =>
        !(isOnAll && !needsBinding(handler)) &&
        ![handler.host, handler.method].some((place) => guardsOf(place).some(isOurs)),
    );
    if (unbound.length > 0) throw new UnenforcedAccess(namesOf(unbound), 'unbound');
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
    if (!needsBinding(handler)) return;
    this.bound.push(handler);
    const others = guardsOf(method).filter((guard) => !(guard instanceof GatehouseGuard));
    Reflect.defineMetadata(GUARDS, [this.guard, ...others], method);
  }
}

const namesOf = (handlers: readonly Handler[]) => handlers.map(({ name }) => name);

const guardsOf = (place: object) => (Reflect.getMetadata(GUARDS, place) ?? []) as unknown[];

/** The guard or a class of it, as `@UseGuards` and `useGlobalGuards` are given it. */
const isOurs = (guard: unknown): boolean =>
  guard === GatehouseGuard ||
  guard instanceof GatehouseGuard ||
  (typeof guard === 'function' && guard.prototype instanceof GatehouseGuard);

/** The framework tells them nowhere else; where it keeps them otherwise, none are seen, and rules must name the guard. */
function globalGuardsOf(contexts: ExternalContextCreator): readonly unknown[] {
  const { guardsContextCreator } = contexts as unknown as {
    guardsContextCreator?: { getGlobalMetadata?: () => readonly unknown[] };
  };
  return guardsContextCreator?.getGlobalMetadata?.() ?? [];
}
