/** Stretches of the same value, from first to last place. @param {readonly number[]} values
 * @returns {{value: number, from: number, to: number}[]} */
export function runsOf(values) {
  /** @type {{value: number, from: number, to: number}[]} */
  const runs = [];
  values.forEach((value, i) => {
    const run = runs[runs.length - 1];
    if (run?.value === value) run.to = i;
    else runs.push({ value, from: i, to: i });
  });
  return runs;
}
