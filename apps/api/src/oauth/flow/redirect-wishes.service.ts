import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { oauthConfig } from '../oauth.config.js';
import { challengeWithoutRedirect } from '../oauth.errors.js';
import { assertChallengeGiven, assertRedirectAllowed } from './redirect-uris.js';

/** How an application wants to be answered, as it says it. */
export interface RedirectWish {
  readonly redirect_uri?: string;
  readonly code_challenge?: string;
  readonly state?: string;
}

/** The same, as a flow keeps it. */
export interface WayBack {
  readonly redirectUri?: string;
  readonly codeChallenge?: string;
  readonly appState?: string;
}

/** Judges where an application wants the browser to come back to. */
@Injectable()
export class RedirectWishes {
  constructor(@Inject(oauthConfig.KEY) private readonly config: ConfigOf<typeof oauthConfig>) {}

  /**
   * Of a way that brings a code.
   * @throws AppError `VALIDATION_FAILED`, `REDIRECT_URI_NOT_ALLOWED`, `CODE_CHALLENGE_REQUIRED`
   */
  read({ redirect_uri: redirectUri, code_challenge: codeChallenge, state }: RedirectWish): WayBack {
    if (redirectUri === undefined && codeChallenge !== undefined) throw challengeWithoutRedirect();
    if (redirectUri !== undefined) {
      assertRedirectAllowed(redirectUri, this.config.redirectUris);
      assertChallengeGiven(redirectUri, codeChallenge);
    }
    return {
      ...(redirectUri !== undefined && { redirectUri }),
      ...(codeChallenge !== undefined && { codeChallenge }),
      ...(state !== undefined && { appState: state }),
    };
  }

  /**
   * Of a way that brings none, and so nothing that another application could take.
   * @throws AppError `REDIRECT_URI_NOT_ALLOWED`
   */
  readWithoutCode({ redirect_uri: redirectUri, state }: RedirectWish): WayBack {
    if (redirectUri !== undefined) assertRedirectAllowed(redirectUri, this.config.redirectUris);
    return {
      ...(redirectUri !== undefined && { redirectUri }),
      ...(state !== undefined && { appState: state }),
    };
  }
}
