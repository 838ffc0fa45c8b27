import { RequestMethod } from '@nestjs/common';
import {
  EXCEPTION_FILTERS_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
} from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import {
  ACCESS_RULE,
  FRESH_PROOF,
  IDEMPOTENT,
  RATE_CLASS,
  REFUSALS,
  type AccessRule,
  type IdempotentOptions,
  type FreshProofRule,
  type RateClassName,
} from '#libs/access';
import type { Code } from '#libs/kernel';

/** The declarations of a handler. */
export interface HandlerDeclarations {
  /** `Class.method`. */
  readonly name: string;
  readonly handler: object;
  /** The prototype of its class, and its name there. */
  readonly controller: object;
  readonly method: string;
  /** Such as `GET /api/roles/{role_id}`, as OpenAPI writes paths. */
  readonly route: string;
  readonly access: AccessRule | undefined;
  readonly rateClass: RateClassName | undefined;
  readonly refusals: readonly Code[] | undefined;
  /** For which purpose the handler requires a fresh proof, and when. */
  readonly freshProof?: FreshProofRule | undefined;
  readonly isIdempotent: boolean;
  /** Whether the checks of the act itself run again before a kept answer is sent. */
  readonly checksReplays: boolean;
  /** Media type of refusals, if a filter of the handler or controller writes them. */
  readonly refusalType: string | undefined;
}

/** A filter that does not write problem documents. */
interface RefusalWriter {
  readonly refusalType?: string;
}

function refusalTypeOf(controller: object, handler: object): string | undefined {
  const filters = [handler, controller].flatMap(
    (holder) =>
      (Reflect.getMetadata(EXCEPTION_FILTERS_METADATA, holder) ?? []) as readonly RefusalWriter[],
  );
  return filters.find(({ refusalType }) => refusalType !== undefined)?.refusalType;
}

const first = (path: unknown): string => {
  const one: unknown = [path].flat()[0];
  return typeof one === 'string' ? one : '';
};

function routeOf(controller: object, handler: object): string {
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  const parts = [controller, handler].map((holder) =>
    first(Reflect.getMetadata(PATH_METADATA, holder)),
  );
  const path = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `${method} /${path.join('/').replace(/:(\w+)/g, '{$1}')}`;
}

function declarationsOf(
  controller: { readonly name: string; readonly prototype: object },
  name: string,
  handler: object,
): HandlerDeclarations {
  const read = <T>(key: string) => Reflect.getMetadata(key, handler) as T | undefined;
  return {
    name: `${controller.name}.${name}`,
    handler,
    controller: controller.prototype,
    method: name,
    route: routeOf(controller, handler),
    access: read<AccessRule>(ACCESS_RULE),
    rateClass: read<RateClassName>(RATE_CLASS),
    refusals: read<readonly Code[]>(REFUSALS),
    freshProof: read<FreshProofRule>(FRESH_PROOF),
    isIdempotent: read(IDEMPOTENT) !== undefined,
    checksReplays: read<IdempotentOptions>(IDEMPOTENT)?.check !== undefined,
    refusalType: refusalTypeOf(controller, handler),
  };
}

/** Every handler of the application with its declarations. */
export function listHandlers(modules: ModulesContainer): HandlerDeclarations[] {
  const scanner = new MetadataScanner();
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      const isRoute = handler && Reflect.hasMetadata(METHOD_METADATA, handler);
      return isRoute ? [declarationsOf(metatype, name, handler)] : [];
    });
  });
}
