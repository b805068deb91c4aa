package io.saleproof.embedded;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How {@link Key}s lie in the file: their length, then their bytes. */
final class KeyType extends BasicDataType<Key> {
  static final KeyType INSTANCE = new KeyType();

  private static final int OBJECT_OVERHEAD_BYTES = 48;

  private KeyType() {}

  @Override
  public int getMemory(Key key) {
    return OBJECT_OVERHEAD_BYTES + key.length();
  }

  @Override
  public int compare(Key a, Key b) {
    return a.compareTo(b);
  }

  @Override
  public void write(WriteBuffer buffer, Key key) {
    buffer.putVarInt(key.length()).put(key.bytes());
  }

  @Override
  public Key read(ByteBuffer buffer) {
    byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
    buffer.get(bytes);
    return new Key(bytes);
  }

  @Override
  public Key[] createStorage(int size) {
    return new Key[size];
  }
}
