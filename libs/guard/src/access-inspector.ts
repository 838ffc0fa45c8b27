import 'reflect-metadata';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { GatehouseOptions } from './options.js';
import { GatehouseGuard } from './gatehouse.guard.js';
import { isRawStream, UnrefusableHandler } from './raw-stream.js';
import { GATEHOUSE_OPTIONS, IS_GLOBAL_GUARD } from './tokens.js';

/** Metadata that the framework's own decorators leave on handlers. */
const HTTP_METHOD = 'method';
const MESSAGE_PATTERN = 'microservices:handler_type';
const SOCKET_MESSAGE = 'websockets:message_mapping';
const RESOLVER_TYPE = 'graphql:resolver_type';
const GUARDS = '__guards__';
const ROOT_TYPES: ReadonlySet<unknown> = new Set(['Query', 'Mutation', 'Subscription']);

interface Handler {
  readonly name: string;
  readonly host: object;
  readonly method: object;
  /** Global guards do not reach gateways in every version, nor microservices of a hybrid application. */
  readonly needsBinding: boolean;
}

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
 * Looks at every handler once, while the application is put together and before anything listens: contradictory declarations stop the
 * start, with `strict` missing ones too, and message handlers get the guard bound.
 */
@Injectable()
export class AccessInspector implements OnModuleInit {
  private readonly bound: Handler[] = [];

  constructor(
    @Inject(GatehouseGuard) private readonly guard: GatehouseGuard,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(GATEHOUSE_OPTIONS) options: GatehouseOptions,
    @Inject(IS_GLOBAL_GUARD) isGlobalGuard: boolean,
  ) {
    const handlers = this.findHandlers();
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

  private findHandlers(): Handler[] {
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    const classes = new Set<object>();
    for (const { metatype, inject } of wrappers) {
      if (typeof metatype === 'function' && !inject && metatype.prototype) classes.add(metatype);
    }
    return [...classes].flatMap((host) =>
      this.handlersOf(host as { name: string; prototype: object }),
    );
  }

  private handlersOf(host: { name: string; prototype: object }): Handler[] {
    return this.scanner.getAllMethodNames(host.prototype).flatMap((name) => {
      const method = (host.prototype as Record<string, object>)[name];
      if (!method) return [];
      const isMessage =
        Reflect.hasMetadata(MESSAGE_PATTERN, method) || Reflect.hasMetadata(SOCKET_MESSAGE, method);
      const isCall =
        Reflect.hasMetadata(HTTP_METHOD, method) ||
        ROOT_TYPES.has(Reflect.getMetadata(RESOLVER_TYPE, method));
      if (!isMessage && !isCall) return [];
      return [{ name: `${host.name}.${name}`, host, method, needsBinding: isMessage }];
    });
  }

  /**
   * By now the framework has taken the guards of message handlers over.
   * @throws Error when another application of the same classes was put together meanwhile, and these would have taken its guard
   */
  onModuleInit(): void {
    const other = this.bound.find(({ method }) => guardsOf(method)[0] !== this.guard);
    if (!other) return;
    throw new Error(
      `${other.name} has the guard of another application; call init() or listen() of one before the next is created`,
    );
  }

  /** The instance, not the class: it needs no module to be found in. One of an earlier application gives way. */
  private bind(handler: Handler): void {
    const { method, needsBinding } = handler;
    if (!needsBinding) return;
    this.bound.push(handler);
    const others = guardsOf(method).filter((guard) => !(guard instanceof GatehouseGuard));
    Reflect.defineMetadata(GUARDS, [this.guard, ...others], method);
  }
}

const guardsOf = (method: object) => (Reflect.getMetadata(GUARDS, method) ?? []) as unknown[];
