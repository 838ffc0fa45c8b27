import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasskeySignIn } from '#api/auth';
import { LooksAtSecret } from '#api/protection/limits';
import { AcceptsForm, Client, Public, Refuses, SignsIn, type ClientInfo } from '#libs/access';
import { isAppError, type AppError } from '#libs/kernel';
import { ShownRefusal } from '../visits/shown-refusal.js';
import { FinishSignIn } from '../sign-in/finish-sign-in.service.js';
import { SignInForm } from '../sign-in/sign-in-form.service.js';
import { authenticatedGoal } from '../sign-in/sign-in-goal.js';
import { SignInGoals } from '../sign-in/sign-in-goals.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import type { Visit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { PasskeySignInFormDto } from './passkey-sign-in-page.dto.js';
import { PASSKEY_SIGN_IN_PATH } from './passkey-way.service.js';
import { shownPasskey } from './shown-passkey.js';
import { passkeyTexts } from './texts/index.js';

/** What the page to sign in is shown with once more. */
const ASKS_AGAIN = new Set([
  'INVALID_CREDENTIALS',
  'EMAIL_NOT_VERIFIED',
  'ACCOUNT_DISABLED',
  'SIGN_IN_CONFIRMATION_REQUIRED',
  'SESSION_ENDED',
  'RATE_LIMITED',
  'STALE_FORM',
]);

/** Where the form for a passkey of the page to sign in goes. */
@ApiTags('Pages')
@Controller('sign-in/passkey')
@PageController()
export class PasskeySignInPageController {
  constructor(
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly passkeys: PasskeySignIn,
    private readonly finishing: FinishSignIn,
    private readonly form: SignInForm,
  ) {}

  /** Signs in by a passkey alone, and goes on to the application or the page that was wanted. */
  @Post()
  @Public()
  @SignsIn('passkey')
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses(
    'INVALID_CREDENTIALS',
    'EMAIL_NOT_VERIFIED',
    'ACCOUNT_DISABLED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'INVALID_TARGET',
    'REDIRECT_URI_NOT_ALLOWED',
    'SESSION_ENDED',
    'CROSS_SITE_FORM',
    'STALE_FORM',
  )
  @ShowsPage()
  async login(
    @Body() { form_token: token, response, ...given }: PasskeySignInFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...given });
    if (goal === undefined) return answer;
    try {
      this.visits.assertForm(visit, PASSKEY_SIGN_IN_PATH, token);
      // The verification takes nothing in it for granted.
      const shown = { response: shownPasskey(response) as never };
      const signedIn = await this.passkeys.login(shown, client);
      return await this.finishing.finish(visit, signedIn, authenticatedGoal(goal));
    } catch (error) {
      if (!isAppError(error) || !ASKS_AGAIN.has(error.code)) throw error;
      const shown = { refused: error, isPasskeyRefused: true, ...hintFor(visit, error) };
      throw new ShownRefusal(error, await this.form.show(visit, goal, shown));
    }
  }
}

/** The sentence for wrong credentials is about an address and a password. */
const hintFor = ({ language }: Visit, { code }: AppError): { words?: string } =>
  code === 'INVALID_CREDENTIALS' ? { words: passkeyTexts(language)('passkeyUnknown') } : {};
