CREATE TYPE "BuildKind" AS ENUM ('COMPONENT', 'PROJECT');

CREATE TYPE "ProjectKind" AS ENUM ('NEXTJS', 'LIBRARY', 'SERVICE');

CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "ProjectKind" NOT NULL,
    "clone_url" TEXT NOT NULL,
    "default_branch" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "health_path" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "project_slug_key" ON "project"("slug");

CREATE TABLE "artifact" (
    "id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "command" TEXT[],
    "health_path" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "artifact_content_key" ON "artifact"("digest", "command", "health_path");

CREATE TABLE "build_log" (
    "build_id" TEXT NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "build_log_pkey" PRIMARY KEY ("build_id"),
    CONSTRAINT "build_log_build_id_fkey" FOREIGN KEY ("build_id") REFERENCES "build"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

INSERT INTO "build_log" ("build_id", "text") SELECT "id", "log" FROM "build" WHERE "log" <> '';

ALTER TABLE "build" DROP COLUMN "log",
    ADD COLUMN "kind" "BuildKind" NOT NULL DEFAULT 'COMPONENT',
    ADD COLUMN "request_id" TEXT,
    ADD COLUMN "commit" TEXT,
    ADD COLUMN "branch" TEXT,
    ADD COLUMN "phase" TEXT,
    ADD COLUMN "phases" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "suggestions" JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN "artifact_id" TEXT,
    ADD COLUMN "input_hash" TEXT,
    ADD COLUMN "reused_from_id" TEXT,
    ADD COLUMN "cancelled_by" TEXT,
    ADD CONSTRAINT "build_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE UNIQUE INDEX "build_request_id_key" ON "build"("request_id");

CREATE INDEX "build_project_id_input_hash_idx" ON "build"("project_id", "input_hash");

CREATE INDEX "build_project_id_commit_idx" ON "build"("project_id", "commit");
