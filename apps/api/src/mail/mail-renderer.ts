import { Inject, Injectable } from '@nestjs/common';
import { html, type Html } from '#api/platform/html';
import { languagesConfig } from '#api/platform/languages';
import { coreConfig, type ConfigOf } from '#libs/config';
import { isLanguage, type Language } from '#libs/languages';
import { inertName } from './inert-name.js';
import { htmlPart, textPart } from './mail-layout.js';
import { MailLinks } from './mail-links.js';
import { templateOf, type MailTemplate } from './templates/index.js';
import type { MailBlock, MailContext, MailText } from './templates/template.js';
import { mailTexts } from './templates/texts/index.js';

/** A rendered mail with both its parts. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** The content of a mail that the outbox stores until it is sent. */
export interface MailContent {
  readonly template: MailTemplate;
  readonly firstName: string | null;
  /** Absent, or unknown to this release, in mails that another release has queued. */
  readonly language?: string | undefined;
  readonly context: MailContext;
}

/** An address, which the HTML part links and the text part shows as it is. */
class Address {
  constructor(readonly url: string) {}
}

type Value = string | number | Address;

/** The texts of the mails with values whose names are known only to the template. */
interface SayMail {
  parts(key: MailText, values: Readonly<Record<string, Value>>): readonly Value[];
}

/**
 * Renders a mail in its language. Values are escaped in HTML, and have no line breaks, so that they cannot add a line to
 * the text. A missing value is an error, not an incomplete sentence.
 */
@Injectable()
export class MailRenderer {
  constructor(
    private readonly links: MailLinks,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    @Inject(languagesConfig.KEY) private readonly languages: ConfigOf<typeof languagesConfig>,
  ) {}

  render(content: MailContent): RenderedMail {
    const { defaultLanguage } = this.languages;
    const language = isLanguage(content.language) ? content.language : defaultLanguage;
    const say = mailTexts(language);
    const appName = oneLine(this.core.appName);
    const name = inertName(content.firstName);
    const greeting = name === null ? say('greeting') : say('greetingName', { name });
    const footer = say('footer', { appName });
    const context = { ...content.context, appName, forgotLink: this.links.forgot() };
    const { subject, body } = templateOf(content.template);
    const render = new Render(language, valuesOf(context));
    const blocks = body.filter((block) => isShown(block, content.context));
    const title = render.text(subject);
    return {
      subject: title,
      html: htmlPart({
        language,
        title,
        body: [html`<p>${greeting}</p>`, ...blocks.map((block) => render.htmlOf(block))],
        footer,
      }),
      text: textPart([greeting, ...blocks.map((block) => render.textOf(block))], footer),
    };
  }
}

/** Renders the texts of one mail. */
class Render {
  private readonly say: SayMail;

  constructor(
    private readonly language: Language,
    private readonly values: Readonly<Record<string, Value>>,
  ) {
    this.say = mailTexts(language);
  }

  text(key: MailText, values = this.values): string {
    const parts = this.say.parts(key, values);
    return parts.map((part) => (part instanceof Address ? part.url : part)).join('');
  }

  textOf(block: MailBlock): string {
    if (block.kind === 'code') return this.code();
    return block.kind === 'button' ? this.link().url : this.text(block.text, this.valuesFor(block));
  }

  htmlOf(block: MailBlock): Html {
    if (block.kind === 'code') return html`<p><strong>${this.code()}</strong></p>`;
    if (block.kind === 'paragraph') {
      const parts = this.say.parts(block.text, this.valuesFor(block));
      return html`<p>${parts.map((part) => (part instanceof Address ? linkTo(part) : part))}</p>`;
    }
    const { url } = this.link();
    return html`<p><a class="button" href="${url}">${this.text(block.text)}</a></p>
      <p>${mailTexts(this.language)('copyLink')}<br />${linkTo(this.link())}</p>`;
  }

  private valuesFor(block: MailBlock): Readonly<Record<string, Value>> {
    const counted = block.kind === 'paragraph' ? block.count : undefined;
    return counted === undefined
      ? this.values
      : { ...this.values, count: Number(this.values[counted]) };
  }

  private code(): string {
    const { code } = this.values;
    if (typeof code === 'string') return code;
    throw new Error('The mail has no code');
  }

  private link(): Address {
    const { link } = this.values;
    if (link instanceof Address) return link;
    throw new Error('The mail has no link');
  }
}

const linkTo = ({ url }: Address): Html => html`<a href="${url}">${url}</a>`;

const isShown = (block: MailBlock, context: MailContext) =>
  block.kind === 'code' || block.when === undefined || Boolean(context[block.when]);

const valuesOf = (context: MailContext): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      name,
      /link$/i.test(name) ? new Address(oneLine(value)) : oneLine(value),
    ]),
  );

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
