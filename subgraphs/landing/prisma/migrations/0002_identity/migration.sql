CREATE TYPE "Role" AS ENUM ('DESIGNER', 'ENGINEER', 'ADMIN');

CREATE TYPE "UserStatus" AS ENUM ('INVITED', 'ACTIVE', 'DISABLED');

CREATE TYPE "AccessTokenKind" AS ENUM ('TOOL', 'AGENT');

CREATE TYPE "EnrolmentPurpose" AS ENUM ('FIRST_ADMINISTRATOR', 'INVITATION', 'SECOND_FACTOR');

CREATE TYPE "AuditOutcome" AS ENUM ('SUCCEEDED', 'REFUSED', 'DENIED', 'FAILED', 'UNKNOWN');

CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "status" "UserStatus" NOT NULL DEFAULT 'INVITED',
    "issuer" TEXT,
    "subject" TEXT,
    "local" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "previous_hash" TEXT,
    "rotated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "address" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,
    "id_token" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "access_token" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" "AccessTokenKind" NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[],
    "secret_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_token_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "totp_secret" TEXT,
    "totp_step" BIGINT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "recovery_code" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "enrolment" (
    "id" TEXT NOT NULL,
    "purpose" "EnrolmentPurpose" NOT NULL,
    "account_id" TEXT,
    "secret_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrolment_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "provider_key" (
    "kid" TEXT NOT NULL,
    "jwk" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "provider_key_pkey" PRIMARY KEY ("kid")
);

CREATE TABLE "audit_entry" (
    "sequence" BIGINT NOT NULL,
    "attempt" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "actor_role" TEXT,
    "credential" TEXT NOT NULL,
    "credential_name" TEXT,
    "address" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "permission" TEXT,
    "target" TEXT,
    "detail" JSONB,
    "outcome" "AuditOutcome" NOT NULL,
    "code" TEXT,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("sequence")
);

CREATE TABLE "audit_attempt" (
    "id" UUID NOT NULL,
    "begun" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_attempt_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

CREATE INDEX "user_created_at_id_idx" ON "user"("created_at" DESC, "id" DESC);

CREATE UNIQUE INDEX "user_issuer_subject_key" ON "user"("issuer", "subject");

CREATE UNIQUE INDEX "session_secret_hash_key" ON "session"("secret_hash");

CREATE UNIQUE INDEX "session_previous_hash_key" ON "session"("previous_hash");

CREATE INDEX "session_user_id_created_at_id_idx" ON "session"("user_id", "created_at" DESC, "id" DESC);

CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

CREATE UNIQUE INDEX "access_token_secret_hash_key" ON "access_token"("secret_hash");

CREATE INDEX "access_token_user_id_created_at_id_idx" ON "access_token"("user_id", "created_at" DESC, "id" DESC);

CREATE UNIQUE INDEX "account_email_key" ON "account"("email");

CREATE UNIQUE INDEX "recovery_code_account_id_code_hash_key" ON "recovery_code"("account_id", "code_hash");

CREATE UNIQUE INDEX "enrolment_secret_hash_key" ON "enrolment"("secret_hash");

CREATE INDEX "enrolment_account_id_idx" ON "enrolment"("account_id");

CREATE UNIQUE INDEX "audit_entry_attempt_key" ON "audit_entry"("attempt");

CREATE UNIQUE INDEX "audit_entry_hash_key" ON "audit_entry"("hash");

CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at" DESC);

CREATE INDEX "audit_entry_actor_id_sequence_idx" ON "audit_entry"("actor_id", "sequence" DESC);

CREATE INDEX "audit_entry_operation_sequence_idx" ON "audit_entry"("operation", "sequence" DESC);

CREATE INDEX "audit_entry_outcome_sequence_idx" ON "audit_entry"("outcome", "sequence" DESC);

CREATE INDEX "audit_attempt_received_at_idx" ON "audit_attempt"("received_at");

ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "access_token" ADD CONSTRAINT "access_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The audit log is appended to, and nothing else (AUTH-6). Who may change triggers may undo this: then the chain of hashes shows it.
CREATE FUNCTION "audit_entry_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END
$$;
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_entry_is_append_only"();
