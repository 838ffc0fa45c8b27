import { Inject, Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { escapeHtml } from '#api/platform/html';
import { coreConfig, type ConfigOf } from '#libs/config';
import { inertName } from './inert-name.js';
import { MailLinks } from './mail-links.js';
import { templateOf, type MailTemplate } from './templates/index.js';
import { HTML_LAYOUT, TEXT_LAYOUT } from './templates/layout.js';

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
  readonly context: Readonly<Record<string, string>>;
}

type Render = (context: object) => string;

interface Compiled {
  readonly subject: Render;
  readonly html: Render;
  readonly text: Render;
}

/** Strict: a missing value is an error, not an incomplete sentence. Values are never compiled as templates. */
const OPTIONS: CompileOptions = { strict: true, knownHelpersOnly: true, preventIndent: true };

/** Renders a template. Values are escaped in HTML, and have no line breaks, so that they cannot add a line to the text. */
@Injectable()
export class MailRenderer {
  private readonly compiled = new Map<MailTemplate, Compiled>();

  constructor(
    private readonly links: MailLinks,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  render(content: MailContent): RenderedMail {
    const name = inertName(content.firstName);
    const words = {
      ...oneLineEach(content.context),
      appName: oneLine(this.core.appName),
      forgotLink: this.links.forgot(),
      greeting: name === null ? 'Hello,' : `Hello ${name},`,
    };
    const { subject, html, text } = this.compile(content.template);
    const title = subject(words);
    return {
      subject: title,
      html: renderHtmlLayout({ ...escaped({ ...words, title }), body: html(escaped(words)) }),
      text: renderTextLayout({ ...words, body: text(words) }),
    };
  }

  private compile(template: MailTemplate): Compiled {
    const known = this.compiled.get(template);
    if (known) return known;
    const { subject, html, text } = templateOf(template);
    const compiled = {
      subject: compileText(subject),
      html: Handlebars.compile(html, OPTIONS),
      text: compileText(text),
    };
    this.compiled.set(template, compiled);
    return compiled;
  }
}

const compileText = (template: string): Render =>
  Handlebars.compile(template, { ...OPTIONS, noEscape: true });

const renderHtmlLayout: Render = Handlebars.compile(HTML_LAYOUT, OPTIONS);
const renderTextLayout: Render = compileText(TEXT_LAYOUT);

/** Handlebars' own escaping also takes `=`, which makes links hard to read in the source. */
const escaped = (values: Readonly<Record<string, string>>) =>
  mapValues(values, (value) => value && new Handlebars.SafeString(escapeHtml(value)));

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const oneLineEach = (values: Readonly<Record<string, string>>) => mapValues(values, oneLine);

function mapValues<T>(values: Readonly<Record<string, string>>, map: (value: string) => T) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
