import { Injectable, type PipeTransform } from '@nestjs/common';
import { PARAMTYPES_METADATA, PIPES_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { listHandlers } from '../handlers.js';
import { createValidationPipe } from './validation.pipe.js';

/** Types of parameters that have no rules of validation: primitives, and interfaces, which are `Object` at run time. */
const UNCHECKED: ReadonlySet<unknown> = new Set([
  String,
  Number,
  Boolean,
  Object,
  Array,
  undefined,
]);

/**
 * Adds the validation pipe to each handler with a DTO among its parameters. A global pipe would make promises for every
 * parameter of every handler. It is done when the modules are known, before the routes are made.
 */
@Injectable()
export class DtoPipes {
  constructor(modules: ModulesContainer) {
    const pipe = createValidationPipe();
    for (const { handler, controller, method } of listHandlers(modules)) {
      const types = (Reflect.getMetadata(PARAMTYPES_METADATA, controller, method) ??
        []) as unknown[];
      if (types.every((type) => UNCHECKED.has(type))) continue;
      const own = (Reflect.getMetadata(PIPES_METADATA, handler) ?? []) as PipeTransform[];
      if (own.some((each) => VALIDATING.has(each))) continue;
      VALIDATING.add(pipe);
      Reflect.defineMetadata(PIPES_METADATA, [pipe, ...own], handler);
    }
  }
}

/** A handler may be in several applications of one process, as in tests. */
const VALIDATING = new WeakSet<PipeTransform>();
