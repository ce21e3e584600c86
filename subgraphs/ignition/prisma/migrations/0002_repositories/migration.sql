CREATE TYPE "ProjectKind" AS ENUM ('NEXTJS', 'LIBRARY', 'SERVICE');

CREATE TYPE "RepositoryHost" AS ENUM ('EMBEDDED', 'GITHUB');

CREATE TYPE "CreationStatus" AS ENUM ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED');

ALTER TABLE "projects"
    ADD COLUMN "kind" "ProjectKind",
    ADD COLUMN "health_path" TEXT,
    ADD COLUMN "repository_host" "RepositoryHost",
    ADD COLUMN "repository_owner" TEXT,
    ADD COLUMN "repository_name" TEXT,
    ADD COLUMN "repository_clone_url" TEXT,
    ADD COLUMN "repository_web_url" TEXT,
    ADD COLUMN "default_branch" TEXT,
    ADD COLUMN "head_commit" TEXT,
    ADD COLUMN "created_by_id" TEXT,
    ADD COLUMN "created_by_name" TEXT;

UPDATE "projects" SET
    "kind" = (CASE "templates"."slug" WHEN 'nextjs-application' THEN 'NEXTJS' WHEN 'component-library' THEN 'LIBRARY' ELSE 'SERVICE' END)::"ProjectKind",
    "health_path" = coalesce("projects"."inputs" ->> 'healthPath', '/')
FROM "templates" WHERE "templates"."id" = "projects"."template_id";

ALTER TABLE "projects" ALTER COLUMN "kind" SET NOT NULL, ALTER COLUMN "health_path" SET NOT NULL;

CREATE TABLE "project_branches" (
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "commit" TEXT NOT NULL,

    CONSTRAINT "project_branches_pkey" PRIMARY KEY ("project_id","name"),
    CONSTRAINT "project_branches_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "project_names" (
    "slug" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,

    CONSTRAINT "project_names_pkey" PRIMARY KEY ("slug")
);

CREATE UNIQUE INDEX "project_names_project_id_key" ON "project_names"("project_id");

INSERT INTO "project_names" ("slug", "project_id") SELECT "slug", "id" FROM "projects";

CREATE TABLE "project_creations" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "requested_by_id" TEXT NOT NULL,
    "requested_by_name" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "plan" JSON NOT NULL,
    "status" "CreationStatus" NOT NULL,
    "steps" JSON NOT NULL,
    "error" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "project_creations_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "project_creations_project_id_key" ON "project_creations"("project_id");

CREATE UNIQUE INDEX "project_creations_requested_by_id_idempotency_key_key" ON "project_creations"("requested_by_id", "idempotency_key");

CREATE INDEX "project_creations_created_at_id_idx" ON "project_creations"("created_at", "id");

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
