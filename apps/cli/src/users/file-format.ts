import { FILE_FORMATS, type FileFormat } from '#api/integration/importing';

const BY_EXTENSION: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

export const toFormat = (text: string): FileFormat | null =>
  FILE_FORMATS.find((format) => format === text) ?? null;

/** The format by a file's extension. */
export function formatOfName(name: string): FileFormat | null {
  return BY_EXTENSION[/\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? null;
}
