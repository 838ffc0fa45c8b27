// The revision that costs are compared with, and what is too much more than it costs.

/** How much a request may cost more before it is an error. */
export const MAX_GROWTH = 0.15;

/** The jobs that grew too much, of multiples of what the same job costs in the baseline. */
export const excessive = (multiples) =>
  Object.keys(multiples).filter((job) => multiples[job] - 1 > MAX_GROWTH);

/** Of two tries, the lower of each job: what disturbs a measurement adds more often than it takes away. */
export const lower = (one, other) =>
  Object.fromEntries(Object.keys(one).map((job) => [job, Math.min(one[job], other[job])]));

const percent = (growth) => `${growth < 0 ? '−' : '+'}${Math.abs(growth * 100).toFixed(0)} %`;

/** A line for each job. */
export const describe = (multiples, hellos) =>
  Object.entries(multiples).map(
    ([job, multiple]) =>
      `${job}: ${hellos[job].toFixed(2)} times a hello, ${percent(multiple - 1)} of the baseline`,
  );
