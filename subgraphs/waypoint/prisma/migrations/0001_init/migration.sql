CREATE TYPE "EnvironmentName" AS ENUM ('DEVELOPMENT', 'STAGING', 'PRODUCTION');

CREATE TYPE "PromotionPolicy" AS ENUM ('AUTOMATIC', 'APPROVAL', 'ADMIN_APPROVAL');

CREATE TYPE "DeploymentStatus" AS ENUM ('PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED');

CREATE TABLE "environment" (
    "id" TEXT NOT NULL,
    "name" "EnvironmentName" NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "policy" "PromotionPolicy" NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "environment_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "environment_name_key" ON "environment"("name");

CREATE TABLE "deployment" (
    "id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "project_id" TEXT,
    "build_id" TEXT,
    "service" TEXT,
    "version" TEXT NOT NULL,
    "status" "DeploymentStatus" NOT NULL DEFAULT 'PENDING',
    "url" TEXT,
    "message" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "deployment_started_at_id_idx" ON "deployment"("started_at" DESC, "id" DESC);

CREATE INDEX "deployment_environment_id_started_at_id_idx" ON "deployment"("environment_id", "started_at" DESC, "id" DESC);

CREATE INDEX "deployment_project_id_started_at_id_idx" ON "deployment"("project_id", "started_at" DESC, "id" DESC);

CREATE INDEX "deployment_build_id_started_at_id_idx" ON "deployment"("build_id", "started_at" DESC, "id" DESC);

ALTER TABLE "deployment" ADD CONSTRAINT "deployment_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "registry_entry" (
    "id" TEXT NOT NULL,
    "component_id" TEXT NOT NULL,
    "component_version_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "newest" BOOLEAN NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "registry_entry_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "registry_entry_component_version_id_key" ON "registry_entry"("component_version_id");

CREATE UNIQUE INDEX "registry_entry_component_id_version_key" ON "registry_entry"("component_id", "version");

CREATE INDEX "registry_entry_newest_registered_at_id_idx" ON "registry_entry"("newest", "registered_at" DESC, "id" DESC);

-- Prisma's schema language has no partial indexes.
CREATE UNIQUE INDEX "registry_entry_newest_key" ON "registry_entry"("component_id") WHERE "newest";

-- Outbox and inbox of a subgraph. The first migration of every subgraph includes this text verbatim, with search_path set to its schema;
-- the models that belong to it are in outbox-models.prisma.

CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "event_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox"("event_id");

CREATE INDEX "outbox_published_at_id_idx" ON "outbox"("published_at", "id");

CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

CREATE INDEX "inbox_handled_at_idx" ON "inbox"("handled_at");

-- Wakes the relay of this schema, which listens to the channel outbox_<schema>.
CREATE FUNCTION "outbox_notify"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox_' || TG_TABLE_SCHEMA, '');
    RETURN NULL;
END $$;

CREATE TRIGGER "outbox_notify" AFTER INSERT ON "outbox" FOR EACH STATEMENT EXECUTE FUNCTION "outbox_notify"();
