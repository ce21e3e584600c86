export { enqueueJob, type JobFailure, type JobHandler, type JobRun, type JobTransaction, type NewJob, PermanentFailure } from './job.ts';
export { type JobWorkerOptions, startJobWorker } from './job-worker.ts';
