// Tables of Markdown, aligned as the formatter aligns them.

const widthOf = (text) => [...text].length;
const padded = (text, width) => text + ' '.repeat(width - widthOf(text));

/** @param rows of texts; the first is the head */
export function table(rows) {
  const widths = rows[0].map((_, column) =>
    Math.max(3, ...rows.map((row) => widthOf(row[column]))),
  );
  const line = (cells) => `| ${cells.map((cell, at) => padded(cell, widths[at])).join(' | ')} |`;
  const [head, ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
