import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentApp, RateClass, Refuses, RequireAppToken, type AppPrincipal } from '#libs/access';
import { RelayedTokens, type RelayedAnswer } from '#api/app-tokens';
import { AskTokensDto, AskedTokensDto, type AskedTokenDto } from './guard.dto.js';

/** What a guard asks of the application tokens that its callers have shown; docs/guard-protocol.md. */
@ApiTags('Guard')
@Controller('api/guard')
export class GuardTokensController {
  constructor(private readonly tokens: RelayedTokens) {}

  /** Says whose the application tokens are that callers have shown to the service which asks; each use of a good one counts. */
  @Post('app-tokens')
  @HttpCode(200)
  @RequireAppToken()
  @RateClass('validate')
  @Refuses()
  async ask(@CurrentApp() app: AppPrincipal, @Body() body: AskTokensDto): Promise<AskedTokensDto> {
    const shown = body.tokens.map(({ digest, caller = '' }) => ({
      digest: Buffer.from(digest, 'base64url').toString('base64'),
      caller,
    }));
    const answers = await this.tokens.ask(app, shown);
    return { success: true, tokens: answers.map(toAskedToken) };
  }
}

function toAskedToken(answer: RelayedAnswer): AskedTokenDto {
  switch (answer.status) {
    case 'good': {
      const { service, token, asked_by, grant } = answer.validation;
      return { status: 'good', service, token, asked_by, grant };
    }
    case 'bad': {
      const { retryAfterSeconds: seconds } = answer;
      return { status: 'bad', ...(seconds > 0 && { retry_after_seconds: seconds }) };
    }
    case 'unavailable':
      return { status: 'unavailable' };
  }
}
