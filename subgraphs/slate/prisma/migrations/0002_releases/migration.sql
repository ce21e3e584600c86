CREATE TYPE "release_kind" AS ENUM ('INSTALLED', 'EDIT', 'ROLLBACK');

CREATE TABLE "token_releases" (
    "id" TEXT NOT NULL,
    "set_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "release_kind" NOT NULL,
    "author_id" TEXT,
    "author_name" TEXT NOT NULL,
    "note" TEXT,
    "restores_id" TEXT,
    "breaking" BOOLEAN NOT NULL,
    "changes" JSON NOT NULL,
    "document" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "token_releases_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "token_releases_set_id_number_key" ON "token_releases"("set_id", "number");

ALTER TABLE "token_releases" ADD CONSTRAINT "token_releases_restores_id_fkey" FOREIGN KEY ("restores_id") REFERENCES "token_releases"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "token_releases" ADD CONSTRAINT "token_releases_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "token_sets"("id") ON DELETE CASCADE ON UPDATE CASCADE;
