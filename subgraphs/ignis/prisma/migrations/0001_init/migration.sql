CREATE TYPE "BuildStatus" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED');

CREATE TYPE "BuildTrigger" AS ENUM ('EVENT', 'MANUAL');

CREATE TABLE "build" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "status" "BuildStatus" NOT NULL DEFAULT 'QUEUED',
    "trigger" "BuildTrigger" NOT NULL,
    "entry" TEXT NOT NULL,
    "component_version_id" TEXT,
    "project_id" TEXT,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "duration_ms" DOUBLE PRECISION,
    "metrics" JSONB,
    "digest" TEXT,
    "log" TEXT NOT NULL DEFAULT '',
    "error" TEXT,
    "sources" JSONB,
    "worker" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lease_expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "build_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "build_number_key" ON "build"("number");

CREATE INDEX "build_queued_at_id_idx" ON "build"("queued_at" DESC, "id" DESC);

CREATE INDEX "build_project_id_queued_at_id_idx" ON "build"("project_id", "queued_at" DESC, "id" DESC);

CREATE INDEX "build_component_version_id_queued_at_id_idx" ON "build"("component_version_id", "queued_at" DESC, "id" DESC);

CREATE INDEX "build_status_queued_at_idx" ON "build"("status", "queued_at");

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
