ALTER TABLE "release" ADD COLUMN "image_removed_at" TIMESTAMPTZ(3);
