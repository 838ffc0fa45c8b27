// The figures that are kept in the repository, and what is too much more than they are.

/** How much a request may cost more before it is an error. */
export const MAX_GROWTH = 0.15;

/** Instructions only where both the baseline and this machine have them. */
export const unitFor = (baseline, areInstructionsCounted) =>
  areInstructionsCounted && baseline.instructions ? 'instructions' : 'cpu';

/** Each job's growth over the baseline. @throws Error when the baseline does not have the job */
export function growthOf(found, kept) {
  return Object.entries(found).map(([job, cost]) => {
    if (!(kept?.[job] > 0)) throw new Error(`The baseline has no ${job}: npm run bench:baseline`);
    return { job, cost, kept: kept[job], growth: cost / kept[job] - 1 };
  });
}

export const excessive = (growths) => growths.filter(({ growth }) => growth > MAX_GROWTH);

/** Of two tries, the lower of each job: what disturbs a measurement only adds. */
export const lower = (one, other) =>
  Object.fromEntries(Object.keys(one).map((job) => [job, Math.min(one[job], other[job])]));

const percent = (growth) => `${growth < 0 ? '−' : '+'}${Math.abs(growth * 100).toFixed(0)} %`;

/** A line for each job. */
export const describe = (growths) =>
  growths.map(
    ({ job, cost, kept, growth }) =>
      `${job}: ${cost.toFixed(2)} times a hello, baseline ${kept.toFixed(2)}, ${percent(growth)}`,
  );
