import { Inject, Injectable } from '@nestjs/common';
import { ClientNonces, EMAIL_SIGN_IN_SECONDS, EmailSignIn } from '#api/auth';
import { ApplicationSignIns } from '#api/browser-sessions';
import { OwnCookies } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { isAppError, sha256 } from '#libs/kernel';
import { fieldsOf, goalOf, type SignInGoal } from '../sign-in/sign-in-goal.js';
import type { Visit } from '../visits/visit.js';

/** Browsers keep 4096 bytes of a cookie with its name. */
const MAX_CHARACTERS = 3000;
const SEPARATOR = '.';

const nameOfNonce = (nonce: string) => sha256(nonce).toString('base64url');

/**
 * What a person signs in for by mail, for the page that the link of the mail opens: the link must not carry it. The browser keeps
 * it in a cookie, for the sign-in that was asked for last; the form for the code carries its own. It is checked again when it is read.
 */
@Injectable()
export class MailedGoals {
  private readonly own: OwnCookies;
  private readonly name: string;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    private readonly nonces: ClientNonces,
    private readonly signIns: EmailSignIn,
    private readonly applications: ApplicationSignIns,
  ) {
    const isSecure = baseUrlOf(core).startsWith('https:');
    this.own = new OwnCookies({ isSecure, basePath: basePathOf(core) });
    this.name = this.own.nameOf('gatehouse_mailed_goal');
  }

  /** @param nonce of the sign-in that was asked for */
  keep({ reply }: Visit, nonce: string, goal: SignInGoal): void {
    const text = Buffer.from(JSON.stringify(fieldsOf(goal))).toString('base64url');
    if (text.length > MAX_CHARACTERS) return;
    const value = `${nameOfNonce(nonce)}${SEPARATOR}${text}`;
    const maxAgeSeconds = EMAIL_SIGN_IN_SECONDS;
    reply.header('set-cookie', this.own.line(this.name, value, { maxAgeSeconds }));
  }

  /** The goal of the sign-in of this link; the own account when the browser does not know it. */
  async find({ request }: Visit, token: string): Promise<SignInGoal> {
    const { cookie } = request.headers;
    const shown = this.own.in(cookie, this.name).find(({ name }) => name === this.name);
    const [of = '', text = ''] = shown?.value.split(SEPARATOR) ?? [];
    const nonce = this.nonces.of(cookie).find((one) => nameOfNonce(one) === of);
    const isOfLink = nonce !== undefined && (await this.signIns.look(token, [nonce]))?.isOwn;
    return isOfLink ? this.read(text, String(request.id)) : goalOf(null, undefined);
  }

  forget({ reply }: Visit): void {
    reply.header('set-cookie', this.own.line(this.name, '', { maxAgeSeconds: 0 }));
  }

  private read(text: string, requestId: string): SignInGoal {
    try {
      const fields = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<
        string,
        unknown
      >;
      const read = this.applications.read(fields, requestId);
      return goalOf(read.kind === 'request' ? read.request : null, fields['next']);
    } catch (error) {
      // It was changed in the browser, or the application was taken off the list meanwhile.
      if (error instanceof SyntaxError || isAppError(error)) return goalOf(null, undefined);
      throw error;
    }
  }
}
