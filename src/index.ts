/** The library: everything the command line does can be called. */
export { runDoctor, type DoctorInput } from './doctor.js';
export { DoctorError } from './errors.js';
export { openHome, readFixture, type Home, type PhoneTrial } from './lab/index.js';
export { hostNetwork } from './network/host/index.js';
export { compilePack, evaluate, type CompiledPack } from './rules/evaluate.js';
export { loadPack } from './rules/pack.js';
export { readPackFile, shippedPack } from './shipped.js';
export { mergeObservations, Facts } from './facts/merge.js';
export type { Fact } from './facts/fact.js';
export { DICTIONARY, FACT_PATHS, type FactPath } from './facts/dictionary.js';
export type { FactValue, Json, Observation, Vantage } from './facts/observation.js';
export type { NetworkFixture } from './lab/fixture.js';
export type { Network, ServerNetwork } from './network/seam.js';
export type { ProbeOptions } from './probes/probe.js';
export type { ProbeEvent } from './probes/run.js';
export { REPORT_SCHEMA, type Report, type ReportCause, type ReportFact, type ReportNext, type ReportRemedy } from './report/document.js';
export type { AccessMethod, Link, Rule, RulePack, RuleResult } from './rules/types.js';
