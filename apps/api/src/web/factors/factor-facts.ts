import type { DetailedFactor } from '#api/factors';
import { html, type Html } from '#api/platform/html';
import { formatMoment } from '#libs/languages';
import type { SayFactors } from './texts/index.js';

const moment = (say: SayFactors, date: Date): Html =>
  html`<time datetime="${date.toISOString()}">${formatMoment(say.language, date)}</time>`;

/** What tells the passkeys and authenticator apps of an account apart, besides their names. */
export function factorFacts(say: SayFactors, factor: DetailedFactor): Html {
  const { type, createdAt, lastUsedAt, detail } = factor;
  const model = detail.authenticator ?? null;
  const kind = detail.device_bound === true ? say('onOneDevice') : say('synced');
  return html`${
      type === 'passkey'
        ? html`<p class="quiet">${model === null ? kind : say('modelAndKind', { model, kind })}</p>`
        : null
    }
    <p class="quiet">${say.parts('addedAt', { moment: moment(say, createdAt) })}</p>
    <p class="quiet">
      ${
        lastUsedAt === null
          ? say('neverUsed')
          : say.parts('usedAt', { moment: moment(say, lastUsedAt) })
      }
    </p>`;
}
