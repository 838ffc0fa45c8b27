import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalAnswer } from '#api/platform/http';
import { basePathOf, coreConfig, type ConfigOf } from '#libs/config';
import { Clock, type AppError } from '#libs/kernel';
import { FlowCookies } from '../flow/flow-cookies.service.js';
import { FLOW_SECONDS, type Arrival, type ArrivedFlow, type Flow } from '../flow/flow.js';

const SEE_OTHER = 303;
const MOST_OF_DETAIL = 250;

/** The page at which every flow ends that a page of this server began. */
const ARRIVAL_PATH = '/sign-in/provider';

/**
 * Hands the end of a flow over from the callback to a page, in the cookie of the flow: the callback may be a form of another site,
 * which brings no session, and its code and its refusal must be in no address. Only the browser that began the flow has it.
 */
@Injectable()
export class Arrivals {
  private readonly noted = new WeakMap<object, Flow>();

  constructor(
    private readonly cookies: FlowCookies,
    private readonly clock: Clock,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  /** From here on a refusal of this request is for the page. */
  note(request: FastifyRequest, flow: Flow): void {
    this.noted.set(request, flow);
  }

  /** Sends the browser to the page, which asks by GET. */
  send(reply: FastifyReply, flow: Flow, arrival: Arrival): void {
    this.write(reply, flow, arrival);
    const { status, headers } = this.redirectFor(flow);
    reply.code(status).headers(headers);
  }

  /** The redirect to the page for a refusal of this request; `null` for one that no page waits for. */
  refuse(error: AppError, reply: FastifyReply): RefusalAnswer | null {
    const flow = this.noted.get(reply.request);
    if (!flow) return null;
    this.write(reply, flow, refusedWith(error));
    return this.redirectFor(flow);
  }

  /** The flow that has ended in this browser; `null` when there is none, or it has expired. It is not used up. */
  find(header: string | undefined, id: unknown): ArrivedFlow | null {
    return this.cookies.findArrived(header, id);
  }

  /** The code is used up: what remains is the refusal. The challenge of a second factor is with the page that asks for it. */
  noteRefusal(reply: FastifyReply, flow: ArrivedFlow, error: AppError): void {
    if (error.code === 'SECOND_FACTOR_REQUIRED') this.clear(reply, flow);
    else this.write(reply, flow, refusedWith(error));
  }

  clear(reply: FastifyReply, { state }: ArrivedFlow): void {
    reply.header('set-cookie', this.cookies.clear(state));
  }

  private redirectFor({ state }: Flow): RefusalAnswer {
    const query = new URLSearchParams({ flow: this.cookies.idOf(state) }).toString();
    const location = `${basePathOf(this.core)}${ARRIVAL_PATH}?${query}`;
    return { status: SEE_OTHER, headers: { location, 'cache-control': 'no-store' }, body: '' };
  }

  private write(
    reply: FastifyReply,
    { provider, purpose, state }: Omit<ArrivedFlow, 'arrival'>,
    arrival: Arrival,
  ): void {
    const expiresAtMs = this.clock.nowMs() + FLOW_SECONDS * 1000;
    const arrived = { provider, purpose, state, expiresAtMs, arrival };
    const lines = this.cookies.write(reply.request.headers.cookie, arrived, false);
    reply.header('set-cookie', [...lines]);
  }
}

/** The cookie has room for a sentence: see `FlowCookies`. */
const refusedWith = ({ code, detail }: AppError): Arrival => ({
  kind: 'refused',
  code,
  detail: detail.slice(0, MOST_OF_DETAIL),
});
