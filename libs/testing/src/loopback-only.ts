import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { BlockList, isIPv6, type Socket } from 'node:net';

const CHANNEL = 'net.client.socket';

const HERE = new BlockList();
HERE.addSubnet('127.0.0.0', 8);
HERE.addAddress('::1', 'ipv6');

/** Cuts every connection of this process to another machine, and remembers where it would have gone. */
export class LoopbackOnly {
  readonly refused: string[] = [];

  start(): void {
    subscribe(CHANNEL, this.watch);
  }

  stop(): void {
    unsubscribe(CHANNEL, this.watch);
  }

  private readonly watch = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.on('connectionAttempt', (address: string, port: number) => {
      if (HERE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return;
      this.refused.push(`${address}:${port}`);
      // Not within the attempt, which goes on with what would be gone.
      process.nextTick(() => socket.destroy(new Error('Tests reach nobody but this machine')));
    });
  };
}
