import { Allow } from 'class-validator';

/**
 * The parameters of a sign-in that an application asks for. `ApplicationSignIns` checks them: what is wrong is told to the
 * application, once its redirect_uri is found on the list.
 */
export class ApplicationSignInDto {
  /**
   * Where to go with the one-time code: one of OAUTH_REDIRECT_URIS, letter by letter (of `http://127.0.0.1` and `http://[::1]`
   * the port is free).
   * @example 'https://app.example.com/signed-in'
   */
  @Allow()
  redirect_uri?: string;

  /**
   * Given back with the answer, so that the application knows its own request again.
   * @example 'af0ifjsldkj'
   */
  @Allow()
  state?: string;

  /**
   * S256 of the verifier that is shown with the code. Always required.
   * @example 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
   */
  @Allow()
  code_challenge?: string;

  /**
   * `S256`, also when it is left out.
   * @example 'S256'
   */
  @Allow()
  code_challenge_method?: string;

  /**
   * The name of the one service that the access token is for.
   * @example 'orders'
   */
  @Allow()
  resource?: string;

  /**
   * `none`: show nothing; `login`: authenticate again; `select_account`: let the person choose (OpenID Connect Core 3.1.2.1).
   * @example 'select_account'
   */
  @Allow()
  prompt?: string;

  /**
   * How many seconds ago the person may have been authenticated at most.
   * @example '3600'
   */
  @Allow()
  max_age?: string;

  /**
   * The address that the person will probably sign in with.
   * @example 'anna@example.org'
   */
  @Allow()
  login_hint?: string;

  /**
   * The languages of the pages, the preferred one first.
   * @example 'fr de'
   */
  @Allow()
  ui_locales?: string;
}
