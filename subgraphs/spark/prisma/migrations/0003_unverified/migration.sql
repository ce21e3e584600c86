ALTER TYPE "GenerationStatus" ADD VALUE 'UNVERIFIED' BEFORE 'FAILED';

CREATE INDEX "generation_author_id_created_at_id_idx" ON "generation"("author_id", "created_at" DESC, "id" DESC);
