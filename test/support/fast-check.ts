import fc from 'fast-check';

/**
 * fast-check with the same cases in each run, so that a red test is of the change and not of the day.
 * `FAST_CHECK_SEED=<number>` takes others and `FAST_CHECK_SEED=random` each time new ones (`npm run soak`).
 */
const { FAST_CHECK_SEED = '20261123' } = process.env;

if (FAST_CHECK_SEED !== 'random') fc.configureGlobal({ seed: Number(FAST_CHECK_SEED) });

export default fc;
