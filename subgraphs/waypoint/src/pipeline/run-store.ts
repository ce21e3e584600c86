/** In `pipeline_run.failure`. */
export interface RunFailure {
  stage: string | null;
  message: string;
  remedy: string;
}
