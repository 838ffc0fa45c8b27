import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AccessTokenPort, AppTokenPort, PermissionPort, RefusedCredentialPort } from '#libs/access';
import { AppError, isAppError } from '#libs/kernel';
import { translateDatabaseError } from '#libs/database';

type PortClass<T> = abstract new (...args: never[]) => T;

/**
 * The features' answers to who the caller is and what the caller may do. It fails closed: a port that is not there,
 * or that fails in a way of its own, is a refusal and never a pass.
 */
@Injectable()
export class AccessPorts {
  private readonly found = new Map<unknown, unknown>();

  constructor(private readonly modules: ModuleRef) {}

  accessTokens<R>(ask: (port: AccessTokenPort) => Promise<R>): Promise<R> {
    return this.ask(AccessTokenPort, ask);
  }

  permissions<R>(ask: (port: PermissionPort) => Promise<R>): Promise<R> {
    return this.ask(PermissionPort, ask);
  }

  appTokens<R>(ask: (port: AppTokenPort) => Promise<R>): Promise<R> {
    return this.ask(AppTokenPort, ask);
  }

  /**
   * Where nothing is limited there is nobody to count. A token for another service was shown by that one as likely as by
   * its user.
   * @throws AppError `RATE_LIMITED`
   */
  async countRefused(context: ExecutionContext, { code }: AppError): Promise<void> {
    const port = this.find(RefusedCredentialPort);
    await (code === 'WRONG_AUDIENCE' ? port?.countAddress(context) : port?.count(context));
  }

  private async ask<T, R>(port: PortClass<T>, question: (port: T) => Promise<R>): Promise<R> {
    try {
      return await question(this.get(port));
    } catch (error) {
      const known = translateDatabaseError(error);
      if (isAppError(known)) throw known;
      throw new AppError('SERVICE_UNAVAILABLE', {
        detail: 'It cannot be checked at the moment whether you may do this. Try again shortly.',
        cause: error,
      });
    }
  }

  private find<T>(port: PortClass<T>): T | null {
    try {
      return this.get(port);
    } catch {
      return null;
    }
  }

  /** Looked up in whichever module provides it. */
  private get<T>(port: PortClass<T>): T {
    const known = this.found.get(port) as T | undefined;
    if (known !== undefined) return known;
    const instance = this.modules.get<T>(port, { strict: false });
    this.found.set(port, instance);
    return instance;
  }
}
