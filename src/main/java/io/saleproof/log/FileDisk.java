package io.saleproof.log;

import io.saleproof.server.SettingMistake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A real file, which this process alone may use for as long as it is open. */
final class FileDisk implements Disk {

  private final FileChannel channel;
  private long end;

  private FileDisk(FileChannel channel) throws IOException {
    this.channel = channel;
    this.end = channel.size();
  }

  /**
   * Makes the file and its folder where there are none yet.
   *
   * @throws SettingMistake if the folder can't be written, or another process uses it
   */
  static FileDisk open(Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new SettingMistake(
            "LOG_DATA_DIR: the folder " + folder + " is in use by another member of the log.");
      }
      forceFolder(folder);
      return new FileDisk(channel);
    } catch (IOException unusable) {
      throw new SettingMistake("LOG_DATA_DIR: the file " + file + " can't be written.");
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  /** A new file's name is part of its folder, which has to be on disk too. */
  private static void forceFolder(Path folder) {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException notHere) {
      // Some systems can't open folders; they keep names safe without.
    }
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void read(ByteBuffer into, long position) throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        return;
      }
      at += count;
    }
  }

  @Override
  public void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      end += channel.write(bytes, end);
    }
  }

  @Override
  public void force() throws IOException {
    // The size belongs to what has to be found again; the time of the last change does not.
    channel.force(false);
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
    channel.force(true);
    end = size;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
