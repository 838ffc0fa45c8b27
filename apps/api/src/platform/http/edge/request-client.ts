import type { ClientInfo, DeviceChannel } from '#libs/access';
import type { Language } from '#libs/languages';
import type { OpenRequest } from './connection.js';
import type { DeviceChannels } from './device-channel.js';
import { shownProof, type GatehouseReply, type GatehouseRequest } from './request-context.js';

/** What the client of a request is found out with. */
export interface ClientSources {
  readonly request: GatehouseRequest;
  readonly reply: GatehouseReply;
  readonly devices: DeviceChannels;
  readonly open: OpenRequest | undefined;
}

/** The client of one request. What only some handlers read is found out when it is read. */
export class RequestClient implements ClientInfo {
  mayPass: (() => Promise<boolean>) | undefined = undefined;
  hasSolved = false;
  private channel: DeviceChannel | undefined = undefined;

  constructor(
    readonly ip: string,
    readonly userAgent: string | null,
    readonly requestId: string,
    private readonly sources: ClientSources,
  ) {}

  get device(): DeviceChannel {
    const { devices, request, reply } = this.sources;
    return (this.channel ??= devices.open(request, reply));
  }

  get language(): Language | null {
    const { request } = this.sources;
    return request.server.gatehouseSite.languages.find(request);
  }

  get proof(): string | undefined {
    return shownProof(this.sources.request.headers);
  }

  /** Aborted when the client disconnects, and when the response is complete. */
  gone(): AbortSignal {
    return this.sources.open?.gone() ?? new AbortController().signal;
  }
}
