CREATE TYPE "GenerationStatus" AS ENUM ('QUEUED', 'ANALYSING', 'GENERATING', 'VERIFYING', 'SUCCEEDED', 'FAILED', 'UNMATCHED');

CREATE TABLE "generation" (
    "id" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "pattern" TEXT,
    "name" TEXT,
    "status" "GenerationStatus" NOT NULL DEFAULT 'QUEUED',
    "analysis" JSONB,
    "spec" JSONB,
    "component" JSONB,
    "report" JSONB,
    "provider" TEXT NOT NULL DEFAULT 'BUILT_IN',
    "notes" TEXT[],
    "failure" JSONB,
    "component_id" TEXT,
    "author_id" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "generation_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "generation_created_at_id_idx" ON "generation"("created_at" DESC, "id" DESC);

CREATE TABLE "job" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "steps" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT NOT NULL DEFAULT 'QUEUED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "starts" INTEGER NOT NULL DEFAULT 0,
    "failure" JSONB,
    "requested_by" TEXT,
    "run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "worker" TEXT,
    "lease_expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "job_kind_key_key" ON "job"("kind", "key");

CREATE INDEX "job_finished_at_run_at_id_idx" ON "job"("finished_at", "run_at", "id");

-- Wakes the workers of this schema, which listen to the channel job_<schema>.
CREATE FUNCTION "job_notify"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('job_' || TG_TABLE_SCHEMA, '');
    RETURN NULL;
END $$;

CREATE TRIGGER "job_notify" AFTER INSERT ON "job" FOR EACH STATEMENT EXECUTE FUNCTION "job_notify"();
