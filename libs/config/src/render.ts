import type { Slice } from './slice.js';
import type { Variable } from './variable.js';

/** The text of a default in the documentation. */
function fallbackText(variable: Variable<unknown>): string {
  if (variable.fallbackText !== undefined) return variable.fallbackText;
  const plain = plainFallback(variable);
  return plain === '' ? '(none)' : `\`${plain}\``;
}

/** A default as it can be written in a file; empty for a list. */
function plainFallback({ fallback }: Variable<unknown>): string {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof fallback);
  return isPlain ? String(fallback) : '';
}

/** The table of `docs/configuration.md`. */
export function renderConfigurationTable(slices: readonly Slice[]): string {
  const sections = slices.map((slice) => {
    const rows = Object.values(slice.variables).map((variable) => {
      const unit = variable.unit ? ` (${variable.unit})` : '';
      const secret = variable.secret ? ' **Secret.**' : '';
      const also =
        variable.aliases.length > 0 ? ` Also read as \`${variable.aliases.join('`, `')}\`.` : '';
      return `| \`${variable.name}\` | ${fallbackText(variable)}${unit} | ${variable.description}${also}${secret} |`;
    });
    return [
      `## ${slice.title}`,
      '',
      '| name | default | meaning |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return sections.join('\n\n') + '\n';
}

/** The body of `.env.example`: every name with its example or default, commented out unless it must be replaced. */
export function renderEnvExample(slices: readonly Slice[]): string {
  const sections = slices.map((slice) => {
    const lines = Object.values(slice.variables).flatMap((variable) => {
      const unit = variable.unit ? ` (${variable.unit})` : '';
      const assignment = `${variable.name}=${variable.example ?? plainFallback(variable)}`;
      const mark = variable.isToBeReplaced ? '' : '# ';
      return [`# ${variable.description}${unit}`, `${mark}${assignment}`];
    });
    return [`# --- ${slice.title} ---`, ...lines].join('\n');
  });
  return sections.join('\n\n') + '\n';
}
