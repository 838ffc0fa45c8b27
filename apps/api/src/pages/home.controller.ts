import { Controller, Get, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { html } from '#api/page-views';
import { Public, RateClass, Refuses } from '#libs/access';
import { Pages } from './pages.service.js';

/** For who opens the bare address of this server, from a mail for example. */
@ApiTags('Pages')
@Controller()
export class HomeController {
  constructor(private readonly pages: Pages) {}

  /** Shows the start page. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  @ApiProduces('text/html')
  show(@Res({ passthrough: true }) reply: FastifyReply): string {
    const body = html`<p>Here the accounts of ${this.pages.appName} are looked after.</p>
      <p>To sign in, go to the application that you want to use.</p>
      <p><a href="${this.pages.path('/forgot-password')}">Forgot your password?</a></p>`;
    return this.pages.send(reply, { title: this.pages.appName, body });
  }
}
