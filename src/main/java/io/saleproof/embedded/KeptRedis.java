package io.saleproof.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/**
 * A Redis beside this process that keeps its data in a folder: every write is on disk before it is
 * answered. Reachable from this machine only. One process has the folder at a time. If that is
 * killed, its Redis lives on; the next one ends it before it starts its own.
 */
public final class KeptRedis implements AutoCloseable {

  private static final Duration SHUTDOWN = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 20;
  private static final int ANSWER_MILLIS = 2_000;
  private static final int ANY_FREE_PORT = 0;
  private static final int NO_QUEUE = 1;

  private final RedisServer server;
  private final FileChannel lockFile;
  private final String url;

  private KeptRedis(RedisServer server, FileChannel lockFile, int port) {
    this.server = server;
    this.lockFile = lockFile;
    this.url = "redis://127.0.0.1:" + port;
  }

  /**
   * Starts one on this folder, which is made if it isn't there.
   *
   * @throws DataFolderInUse if a running process has it
   * @throws UncheckedIOException if the folder can't be written, or Redis can't run here
   */
  public static KeptRedis open(Path folder) {
    @Nullable FileChannel lockFile = null;
    try {
      Files.createDirectories(folder);
      lockFile = lock(folder);
      Path portFile = folder.resolve("port");
      endOrphan(folder, portFile);
      int port = freePort();
      Files.writeString(portFile, Integer.toString(port));
      RedisServer server =
          RedisServer.newRedisServer()
              .bind("127.0.0.1")
              .port(port)
              .setting("dir \"" + folder + "\"")
              .setting("save \"\"")
              .setting("appendonly yes")
              .setting("appendfsync always")
              .build();
      server.start();
      return new KeptRedis(server, lockFile, port);
    } catch (IOException failed) {
      closeQuietly(lockFile);
      throw new UncheckedIOException(failed);
    } catch (DataFolderInUse inUse) {
      closeQuietly(lockFile);
      throw inUse;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock held = null;
    try {
      held = file.tryLock();
    } catch (OverlappingFileLockException ownProcess) {
      // Falls through: somebody has it.
    }
    if (held == null) {
      file.close();
      throw new DataFolderInUse(folder, new IOException("locked"));
    }
    return file;
  }

  /** Ends the Redis of a process that was killed, if it is the one of this folder. */
  private static void endOrphan(Path folder, Path portFile) throws IOException {
    String written = Files.exists(portFile) ? Files.readString(portFile).strip() : "";
    if (!written.matches("[0-9]{1,5}")) {
      return;
    }
    int port = Integer.parseInt(written);
    if (!ask(port, "CONFIG GET dir").contains(folder.toRealPath().toString())) {
      return;
    }
    ask(port, "SHUTDOWN");
    long end = System.nanoTime() + SHUTDOWN.toNanos();
    while (!ask(port, "PING").isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("the Redis of a killed process does not end");
      }
      pause();
    }
  }

  /** What a server there says, as far as it comes at once; nothing if there is none. */
  private static String ask(int port, String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[8_192];
      InputStream in = socket.getInputStream();
      int read = in.read(answer);
      return read < 0 ? "" : new String(answer, 0, read, StandardCharsets.UTF_8);
    } catch (IOException nobody) {
      return "";
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe =
        new ServerSocket(ANY_FREE_PORT, NO_QUEUE, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void closeQuietly(@Nullable FileChannel file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException closing) {
      // The process that ends frees it anyway.
    }
  }

  /** What to give a client. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException alreadyGone) {
      // The next start looks for it.
    }
    closeQuietly(lockFile);
  }
}
