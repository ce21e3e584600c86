/** What a document of a stranger may ask for. Trusted documents are not measured. */
export interface DocumentLimits {
  maxBytes: number;
  maxTokens: number;
  /** Of nested fields, fragments resolved; the introspection query has 13. */
  maxDepth: number;
  maxAliases: number;
  maxRootFields: number;
  /** Fields, fragments resolved. */
  maxFields: number;
  /** Objects and fields that the answer may hold, by the sizes that the document asks for. */
  maxCost: number;
}

export const DEFAULT_LIMITS: DocumentLimits = {
  maxBytes: 64 * 1024,
  maxTokens: 2_000,
  maxDepth: 20,
  maxAliases: 50,
  maxRootFields: 20,
  maxFields: 1_000,
  maxCost: 50_000,
};
