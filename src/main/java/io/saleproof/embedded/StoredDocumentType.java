package io.saleproof.embedded;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * How documents lie in the file: the length of their BSON, then the BSON. Opening a page decodes
 * none of its documents, and writing it encodes none.
 */
final class StoredDocumentType extends BasicDataType<StoredDocument> {
  static final StoredDocumentType INSTANCE = new StoredDocumentType();

  private static final int OBJECT_OVERHEAD_BYTES = 48;

  private StoredDocumentType() {}

  @Override
  public int getMemory(StoredDocument document) {
    return OBJECT_OVERHEAD_BYTES + document.bson().length;
  }

  @Override
  public void write(WriteBuffer buffer, StoredDocument document) {
    buffer.putVarInt(document.bson().length).put(document.bson());
  }

  @Override
  public StoredDocument read(ByteBuffer buffer) {
    byte[] bson = new byte[DataUtils.readVarInt(buffer)];
    buffer.get(bson);
    return new StoredDocument(bson);
  }

  @Override
  public StoredDocument[] createStorage(int size) {
    return new StoredDocument[size];
  }
}
