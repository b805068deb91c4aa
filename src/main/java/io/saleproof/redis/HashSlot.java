package io.saleproof.redis;

import java.nio.charset.StandardCharsets;

/**
 * Which of a cluster's slots a key is in: CRC-16 (XMODEM) of the key, or of what stands between its
 * first braces, as the Redis cluster specification says.
 */
final class HashSlot {

  static final int COUNT = 16_384;

  private static final int POLYNOMIAL = 0x1021;
  private static final int WORD = 0xFFFF;
  private static final int TOP_BIT = 0x8000;
  private static final int[] TABLE = table();

  private HashSlot() {}

  static int of(String key) {
    int open = key.indexOf('{');
    int close = open < 0 ? -1 : key.indexOf('}', open + 1);
    String hashed = close > open + 1 ? key.substring(open + 1, close) : key;
    return crc(hashed.getBytes(StandardCharsets.UTF_8)) % COUNT;
  }

  static int crc(byte[] bytes) {
    int crc = 0;
    for (byte b : bytes) {
      crc = (crc << 8 ^ TABLE[(crc >>> 8 ^ b) & 0xFF]) & WORD;
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & TOP_BIT) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
      }
      table[i] = crc & WORD;
    }
    return table;
  }
}
