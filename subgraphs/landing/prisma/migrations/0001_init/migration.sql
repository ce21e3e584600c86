CREATE TYPE "SystemName" AS ENUM ('LANDING', 'SLATE', 'IGNITION', 'SPARK', 'IGNIS', 'WAYPOINT');

CREATE TYPE "HealthStatus" AS ENUM ('UP', 'DEGRADED', 'DOWN', 'UNKNOWN');

CREATE TABLE "system" (
    "id" TEXT NOT NULL,
    "name" "SystemName" NOT NULL,
    "title" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "health_status" "HealthStatus" NOT NULL DEFAULT 'UNKNOWN',
    "health_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "health_seen_at" TIMESTAMPTZ(3),
    "health_record" JSONB,

    CONSTRAINT "system_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "system_name_key" ON "system"("name");

CREATE TABLE "health_event" (
    "id" TEXT NOT NULL,
    "system_id" TEXT NOT NULL,
    "status" "HealthStatus" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,

    CONSTRAINT "health_event_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "health_event_system_id_at_id_idx" ON "health_event"("system_id", "at" DESC, "id" DESC);

CREATE INDEX "health_event_at_idx" ON "health_event"("at");

ALTER TABLE "health_event" ADD CONSTRAINT "health_event_system_id_fkey" FOREIGN KEY ("system_id") REFERENCES "system"("id") ON DELETE CASCADE ON UPDATE CASCADE;

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
