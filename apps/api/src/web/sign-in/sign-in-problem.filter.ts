import { Catch, Inject, Injectable, Optional, type ArgumentsHost } from '@nestjs/common';
import { toRefusedAttempt, type GatehouseReply, type GatehouseRequest } from '#api/platform/http';
import { NetworkLimits } from '#api/protection/limits';
import { RefusalPort } from '#libs/access';
import { SchemaSuspicion } from '#libs/database';
import { isAppError, type AppError } from '#libs/kernel';
import { PageProblemFilter } from '../page-problem.filter.js';
import { Visits } from '../visits/visits.service.js';
import { SignInForm } from './sign-in-form.service.js';
import { SignInGoals } from './sign-in-goals.service.js';

/** What guards refuse before the form is read. */
const BEFORE_THE_FORM = new Set(['CAPTCHA_REQUIRED', 'RATE_LIMITED']);

/**
 * Shows the form anew where a limit or a challenge has refused it, with the address and with the challenge, so that the person
 * can go on; any other refusal is a page of its own.
 */
@Injectable()
@Catch()
export class SignInProblemFilter extends PageProblemFilter {
  constructor(
    suspicion: SchemaSuspicion,
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly form: SignInForm,
    private readonly networks: NetworkLimits,
    @Optional() @Inject(RefusalPort) private readonly refusals: RefusalPort | null,
  ) {
    super(suspicion);
  }

  override catch(thrown: unknown, host: ArgumentsHost): void {
    if (!isAppError(thrown) || !BEFORE_THE_FORM.has(thrown.code)) return super.catch(thrown, host);
    void this.showForm(thrown, host).catch((failed: unknown) => super.catch(failed, host));
  }

  private async showForm(error: AppError, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<GatehouseRequest>();
    const reply = host.switchToHttp().getResponse<GatehouseReply>();
    const { client } = request;
    if (!client) throw error;
    request.refusal = { error, cause: error.cause };
    const attempt = toRefusedAttempt(request);
    if (attempt) this.refusals?.noteAttempt(attempt);
    // The form costs as much as that of a GET: a refused flood must not get it for nothing.
    await this.networks.count(request, reply, 'read');
    const visit = await this.visits.of({ request, reply, client });
    const given = fieldsIn(request.body);
    const { goal, answer } = this.goals.read(visit, given);
    const { email, account } = given;
    const body =
      goal === undefined
        ? answer
        : await this.form.show(visit, goal, {
            email: typeof email === 'string' ? email : '',
            again: visit.sessions.find(({ id }) => id === account) ?? null,
            refused: error,
          });
    void reply.send(body);
  }
}

const fieldsIn = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? { ...body } : {};
