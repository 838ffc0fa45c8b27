import { html, renderProblemPage, type Html } from '#api/platform/html';
import type { AppError } from '#libs/kernel';

interface Refused {
  readonly error: AppError;
  readonly requestId: string;
  readonly appName: string;
  /** The path that begins the sign-in again; `null` where only an application can begin it. */
  readonly againUrl: string | null;
  /** Whether certainly no application waits for the answer. */
  readonly isDirect: boolean;
}

const again = ({ againUrl, isDirect }: Refused): Html => {
  const elsewhere = html`<p>
    If you came from an application, go back to it and begin there again.
  </p>`;
  if (againUrl === null) return elsewhere;
  return html`${isDirect ? null : elsewhere}
    <p><a href="${againUrl}">Sign in again</a></p>`;
};

/** The page of a failed sign-in by a provider. */
export function refusalPage(refused: Refused): string {
  const { error, requestId, appName } = refused;
  const { title } = error.entry;
  return renderProblemPage({
    title,
    appName,
    words: error.detail,
    requestId,
    wayOn: again(refused),
  });
}
