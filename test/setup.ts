import fc from 'fast-check';

/**
 * Properties draw the same examples in every run, so that a failure is the change's and not the day's. FC_SEED=random (or a number)
 * looks further.
 */
const asked = process.env['FC_SEED'];
if (asked !== 'random') fc.configureGlobal({ seed: asked === undefined ? 20_261_122 : Number(asked) });
