package io.saleproof.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.DataType;
import org.jspecify.annotations.Nullable;

/**
 * The one file that holds everything, and the rule by which it is written: commands that change
 * something share the file, a commit has it alone. So the file only ever holds whole commands, and
 * one commit serves all who wait for it. An answer leaves when what it tells of has been handed to
 * the operating system: it outlives the process, though not a power cut.
 */
final class StoreFile implements AutoCloseable {
  private static final String FILE_NAME = "store.mv.db";
  private static final int CACHE_MEGABYTES = 64;

  /** Small, as every commit writes the page of each document that changed. */
  private static final int PAGE_BYTES = 4 * 1024;

  /** Commits between two looks at how much of the file is still live. */
  private static final int COMMITS_BETWEEN_COMPACTIONS = 256;

  private static final int LIVE_PERCENT_WANTED = 60;
  private static final int COMPACTION_BYTES = 2 * 1024 * 1024;

  private final MVStore store;
  private final ReentrantReadWriteLock commands = new ReentrantReadWriteLock();
  private final ReentrantLock committing = new ReentrantLock();
  private final AtomicLong finishedCommands = new AtomicLong();
  private volatile long durableCommands;
  private long commits;

  private StoreFile(MVStore store) {
    this.store = store;
    store.setRetentionTime(0);
  }

  /**
   * Opens the file in a folder that exists, or makes it there.
   *
   * @throws DataFolderInUse if it is already open, here or in another process
   */
  static StoreFile open(Path folder) {
    String file = folder.resolve(FILE_NAME).toString();
    try {
      return new StoreFile(settings().fileName(file).open());
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        throw new DataFolderInUse(folder, e);
      }
      throw e;
    }
  }

  static StoreFile inMemory() {
    return new StoreFile(settings().open());
  }

  /**
   * Nothing is written but by {@link #settle}: a write in the middle of a command would split it.
   */
  private static MVStore.Builder settings() {
    return new MVStore.Builder()
        .autoCommitDisabled()
        .autoCommitBufferSize(0)
        .cacheSize(CACHE_MEGABYTES)
        .pageSplitSize(PAGE_BYTES);
  }

  <V> MVMap<Key, V> map(String name, DataType<V> valueType) {
    return store.openMap(
        name, new MVMap.Builder<Key, V>().keyType(KeyType.INSTANCE).valueType(valueType));
  }

  void remove(String map) {
    store.removeMap(map);
  }

  void rename(String from, String to) {
    store.renameMap(store.openMap(from), to);
  }

  /** Renames all maps whose names begin so. */
  void renamePrefix(String from, String to) {
    for (String name : List.copyOf(store.getMapNames())) {
      if (name.startsWith(from)) {
        rename(name, to + name.substring(from.length()));
      }
    }
  }

  /** The databases that were there when the file was last open. */
  Set<String> databases() {
    return store.getMapNames().stream()
        .flatMap(name -> StoreNames.databaseOf(name).stream())
        .collect(Collectors.toSet());
  }

  long sizeInBytes() {
    return store.isPersistent() ? store.getFileStore().size() : 0;
  }

  /** Runs a command that reads; the pages it walks through are kept until it is done. */
  <T> T reading(Supplier<T> query) {
    MVStore.TxCounter inUse = store.registerVersionUsage();
    try {
      return query.get();
    } finally {
      store.deregisterVersionUsage(inUse);
    }
  }

  /**
   * Runs a command that may write, and returns when all that it wrote, even if it failed, is safe.
   */
  <T extends @Nullable Object> T changing(Supplier<T> command) {
    try {
      return sharing(command);
    } finally {
      settle();
    }
  }

  private <T extends @Nullable Object> T sharing(Supplier<T> command) {
    commands.readLock().lock();
    try {
      return command.get();
    } finally {
      finishedCommands.incrementAndGet();
      commands.readLock().unlock();
    }
  }

  /** Returns when all commands that have finished are safe; at once if they are. */
  void settle() {
    long wanted = finishedCommands.get();
    if (durableCommands >= wanted) {
      return;
    }
    committing.lock();
    try {
      if (durableCommands < wanted) {
        commit();
      }
    } finally {
      committing.unlock();
    }
  }

  private void commit() {
    commands.writeLock().lock();
    try {
      long finished = finishedCommands.get();
      store.commit();
      if (store.isClosed()) {
        throw new IllegalStateException("the embedded store is closed");
      }
      durableCommands = finished;
      if (++commits % COMMITS_BETWEEN_COMPACTIONS == 0) {
        store.compact(LIVE_PERCENT_WANTED, COMPACTION_BYTES);
      }
    } finally {
      commands.writeLock().unlock();
    }
  }

  /** Waits for the command under way, commits, and leaves compaction to the next run. */
  @Override
  public void close() {
    commands.writeLock().lock();
    try {
      store.close();
    } finally {
      commands.writeLock().unlock();
    }
  }
}
