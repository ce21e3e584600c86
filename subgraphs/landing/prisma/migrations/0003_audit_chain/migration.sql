CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "sequence" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "seal" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

DROP INDEX "audit_entry_attempt_key";

CREATE UNIQUE INDEX "audit_entry_attempt_outcome_key" ON "audit_entry"("attempt", "outcome");

CREATE INDEX "audit_entry_actor_kind_sequence_idx" ON "audit_entry"("actor_kind", "sequence" DESC);

CREATE INDEX "audit_entry_system_sequence_idx" ON "audit_entry"("system", "sequence" DESC);

CREATE INDEX "audit_entry_target_sequence_idx" ON "audit_entry"("target", "sequence" DESC);

-- What a search of the audit log looks through (src/audit/audit-filter.ts), by trigrams. A server without pg_trgm, or on which WISSIL may not
-- add it, searches by reading.
DO $$
DECLARE
  trigrams text;
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'searches of the audit log have no index: %', SQLERRM;
  END;
  SELECT quote_ident(n.nspname) INTO trigrams FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  IF trigrams IS NOT NULL THEN
    EXECUTE format(
      $index$CREATE INDEX "audit_entry_search_idx" ON "audit_entry" USING gin ((
        "actor_name" || chr(10) || coalesce("credential_name", '') || chr(10) || coalesce("target", '') || chr(10) || "operation" || chr(10) || "address"
      ) %s.gin_trgm_ops)$index$,
      trigrams
    );
  END IF;
END
$$;
