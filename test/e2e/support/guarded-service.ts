import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Gatehouse,
  GatehouseModule,
  type GatehouseModuleOptions,
} from '../../../libs/guard/src/index.js';

/** The network path from a service to Gatehouse: it can be cut, be silent, and lead to another instance. */
export class Road {
  private readonly sockets = new Set<Socket>();
  private isSilent = false;
  private isCut = false;

  private constructor(
    private target: number,
    private readonly server = createServer((socket) => this.accept(socket)),
  ) {}

  static async to(url: string): Promise<Road> {
    const road = new Road(Number(new URL(url).port));
    await new Promise<void>((resolve) => road.server.listen(0, '127.0.0.1', resolve));
    return road;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  leadTo(url: string): void {
    this.target = Number(new URL(url).port);
  }

  cut(): void {
    this.isCut = true;
    this.hangUp();
  }

  /** Makes connections silent: nothing passes, and new ones are not answered. */
  fallSilent(): void {
    this.isSilent = true;
  }

  mend(): void {
    this.isCut = false;
    if (this.isSilent) this.hangUp();
    this.isSilent = false;
  }

  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    if (this.isCut) {
      client.destroy();
      return;
    }
    const server = connect({ port: this.target, host: '127.0.0.1' });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => this.isSilent || to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }
}

/** A service with the guard library, as in a process of its own. */
export class GuardedService {
  private constructor(
    private readonly context: INestApplicationContext,
    readonly gatehouse: Gatehouse,
  ) {}

  static async start(options: GatehouseModuleOptions): Promise<GuardedService> {
    @Module({ imports: [GatehouseModule.forRoot(options)] })
    class ServiceModule {}
    const context = await NestFactory.createApplicationContext(ServiceModule, { logger: false });
    return new GuardedService(context, context.get(Gatehouse, { strict: false }));
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
