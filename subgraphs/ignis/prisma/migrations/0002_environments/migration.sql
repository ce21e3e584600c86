CREATE TYPE "DevEnvironmentStatus" AS ENUM ('PREPARING', 'READY', 'STOPPED', 'FAILED');

CREATE TABLE "dev_environment" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "clone_url" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "status" "DevEnvironmentStatus" NOT NULL DEFAULT 'PREPARING',
    "message" TEXT,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "round" INTEGER NOT NULL DEFAULT 1,
    "opened_by" TEXT,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dev_environment_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "dev_environment_project_id_key" ON "dev_environment"("project_id");

CREATE UNIQUE INDEX "dev_environment_key_key" ON "dev_environment"("key");

CREATE TABLE "preview" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "entry" TEXT NOT NULL,
    "stories" TEXT,
    "files" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "preview_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "preview_key_key" ON "preview"("key");

CREATE INDEX "preview_expires_at_idx" ON "preview"("expires_at");

-- Durable work of a subgraph. A migration of each subgraph that has such work includes this text verbatim; the model that belongs to it is
-- in job-models.prisma.

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
