const FINAL_TEXT = 0x81;

/**
 * The header of one unmasked, final text frame of a server (RFC 6455 section 5.2). `ws` keeps its own framing to itself and would copy the
 * payload's checks per receiver; a fan-out needs the header once for all receivers of equally long messages.
 */
export function textFrameHeader(payloadBytes: number): Buffer {
  if (payloadBytes < 126) return Buffer.from([FINAL_TEXT, payloadBytes]);
  if (payloadBytes < 0x1_0000) {
    const header = Buffer.from([FINAL_TEXT, 126, 0, 0]);
    header.writeUInt16BE(payloadBytes, 2);
    return header;
  }
  const header = Buffer.alloc(10);
  header[0] = FINAL_TEXT;
  header[1] = 127;
  header.writeUIntBE(payloadBytes, 4, 6);
  return header;
}
