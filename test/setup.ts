/** Properties try the same cases in every run, so that a red run can be had again. `FC_SEED=random` explores; `FC_SEED=NUMBER` repeats. */
import fc from 'fast-check';

const asked = process.env['FC_SEED'];
if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? 20261122) });
