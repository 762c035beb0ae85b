/** Stands in for the package `applicationinsights`, which Azurite loads for telemetry that is never started here. */
export {};
