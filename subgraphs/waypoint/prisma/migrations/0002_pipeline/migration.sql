ALTER TYPE "DeploymentStatus" ADD VALUE 'AWAITING_APPROVAL' AFTER 'PENDING';
ALTER TYPE "DeploymentStatus" ADD VALUE 'ROLLED_BACK';
ALTER TYPE "DeploymentStatus" ADD VALUE 'REJECTED';

CREATE TYPE "DeploymentTarget" AS ENUM ('NONE', 'DEVELOPMENT', 'STAGING');

CREATE TYPE "RunTrigger" AS ENUM ('PUSH', 'MANUAL', 'CREATED');

CREATE TYPE "PipelineRunStatus" AS ENUM ('QUEUED', 'BUILDING', 'PUBLISHING', 'DEPLOYING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

CREATE TYPE "ApprovalStatus" AS ENUM ('PENDING', 'APPROVED', 'REJECTED');

CREATE TABLE "pipeline" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "clone_url" TEXT NOT NULL,
    "default_branch" TEXT NOT NULL,
    "health_path" TEXT NOT NULL,
    "deployment_target" "DeploymentTarget" NOT NULL,
    "automatic" BOOLEAN NOT NULL DEFAULT true,
    "head_commit" TEXT NOT NULL,
    "head_message" TEXT NOT NULL,
    "head_author" TEXT NOT NULL,
    "run_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pipeline_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "pipeline_project_id_key" ON "pipeline"("project_id");

CREATE UNIQUE INDEX "pipeline_slug_key" ON "pipeline"("slug");

CREATE TABLE "pipeline_run" (
    "id" TEXT NOT NULL,
    "pipeline_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "trigger" "RunTrigger" NOT NULL,
    "status" "PipelineRunStatus" NOT NULL DEFAULT 'QUEUED',
    "branch" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "started_by_id" TEXT,
    "started_by_name" TEXT,
    "build_id" TEXT,
    "stages" JSONB NOT NULL,
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "pipeline_run_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "pipeline_run_pipeline_id_number_key" ON "pipeline_run"("pipeline_id", "number");

CREATE INDEX "pipeline_run_project_id_created_at_id_idx" ON "pipeline_run"("project_id", "created_at" DESC, "id" DESC);

CREATE INDEX "pipeline_run_status_changed_at_idx" ON "pipeline_run"("status", "changed_at");

ALTER TABLE "pipeline_run" ADD CONSTRAINT "pipeline_run_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipeline"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "release" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "run_number" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "repository" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "commit" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "build_id" TEXT NOT NULL,
    "artifact_digest" TEXT NOT NULL,
    "health_path" TEXT NOT NULL,
    "image_user" TEXT NOT NULL,
    "exposed_files" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "release_run_id_key" ON "release"("run_id");

CREATE UNIQUE INDEX "release_project_id_version_key" ON "release"("project_id", "version");

CREATE INDEX "release_project_id_created_at_id_idx" ON "release"("project_id", "created_at" DESC, "id" DESC);

CREATE INDEX "release_digest_idx" ON "release"("digest");

ALTER TABLE "release" ADD CONSTRAINT "release_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "pipeline_run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "deployment"
    ADD COLUMN "release_id" TEXT,
    ADD COLUMN "digest" TEXT,
    ADD COLUMN "previous_id" TEXT,
    ADD COLUMN "run_id" TEXT,
    ADD COLUMN "reason" TEXT,
    ADD COLUMN "rollback" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "requested_by_id" TEXT,
    ADD COLUMN "requested_by_name" TEXT,
    ADD COLUMN "health" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "checks" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "events" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "manifests" JSONB;

CREATE INDEX "deployment_release_id_started_at_id_idx" ON "deployment"("release_id", "started_at" DESC, "id" DESC);

CREATE INDEX "deployment_project_id_environment_id_status_idx" ON "deployment"("project_id", "environment_id", "status");

ALTER TABLE "deployment" ADD CONSTRAINT "deployment_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "approval" (
    "id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "status" "ApprovalStatus" NOT NULL DEFAULT 'PENDING',
    "permission" TEXT NOT NULL,
    "decided_by_id" TEXT,
    "decided_by_name" TEXT,
    "comment" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "approval_deployment_id_key" ON "approval"("deployment_id");

CREATE INDEX "approval_status_created_at_id_idx" ON "approval"("status", "created_at" DESC, "id" DESC);

ALTER TABLE "approval" ADD CONSTRAINT "approval_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

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
