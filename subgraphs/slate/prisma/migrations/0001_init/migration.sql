CREATE TYPE "token_type" AS ENUM ('COLOR', 'DIMENSION', 'FONT_FAMILY', 'FONT_WEIGHT', 'DURATION', 'CUBIC_BEZIER', 'NUMBER', 'STROKE_STYLE', 'BORDER', 'TRANSITION', 'SHADOW', 'GRADIENT', 'TYPOGRAPHY');

CREATE TABLE "token_sets" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_sets_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "token_sets_slug_key" ON "token_sets"("slug");

CREATE TABLE "token_groups" (
    "id" TEXT NOT NULL,
    "set_id" TEXT NOT NULL,
    "parent_id" TEXT,
    "path" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "position" INTEGER NOT NULL,

    CONSTRAINT "token_groups_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "token_groups_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "token_sets"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "token_groups_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "token_groups"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "token_groups_set_id_path_key" ON "token_groups"("set_id", "path");

CREATE TABLE "tokens" (
    "id" TEXT NOT NULL,
    "set_id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" "token_type" NOT NULL,
    "description" TEXT,
    "value" JSON NOT NULL,
    "css_variable" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tokens_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tokens_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "token_sets"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "tokens_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "token_groups"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "tokens_set_id_path_key" ON "tokens"("set_id", "path");

CREATE UNIQUE INDEX "tokens_set_id_css_variable_key" ON "tokens"("set_id", "css_variable");

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
