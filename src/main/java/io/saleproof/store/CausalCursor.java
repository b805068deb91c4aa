package io.saleproof.store;

import com.mongodb.ServerAddress;
import com.mongodb.ServerCursor;
import com.mongodb.client.MongoCursor;
import org.jspecify.annotations.Nullable;

/** A cursor whose every further batch counts as seen by the request, too. */
final class CausalCursor<T> implements MongoCursor<T> {

  private final CausalSession session;
  private final MongoCursor<T> cursor;

  CausalCursor(CausalSession session, MongoCursor<T> cursor) {
    this.session = session;
    this.cursor = cursor;
  }

  @Override
  public boolean hasNext() {
    try {
      return cursor.hasNext();
    } finally {
      session.tell();
    }
  }

  @Override
  public T next() {
    try {
      return cursor.next();
    } finally {
      session.tell();
    }
  }

  @Override
  public @Nullable T tryNext() {
    try {
      return cursor.tryNext();
    } finally {
      session.tell();
    }
  }

  @Override
  public int available() {
    return cursor.available();
  }

  @Override
  public @Nullable ServerCursor getServerCursor() {
    return cursor.getServerCursor();
  }

  @Override
  public ServerAddress getServerAddress() {
    return cursor.getServerAddress();
  }

  @Override
  public void close() {
    cursor.close();
  }
}
