package io.saleproof.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.server.SettingMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  private static final int ALL = Integer.MAX_VALUE;

  @TempDir Path folder;

  private static LogFile open(Disk disk) throws IOException {
    return LogFile.open(disk, Recovery.OnDamage.REFUSE);
  }

  private static void append(LogFile file, String... texts) {
    for (String text : texts) {
      file.appendMessage(1, 2, text.getBytes(UTF_8));
    }
  }

  private static List<String> texts(LogFile file) throws IOException {
    return file.read(1, Long.MAX_VALUE, ALL, ALL).stream().map(LogRecord::text).toList();
  }

  @Test
  void isAsItWasWhenTheDiskHasNoRoom() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogFile file = LogFile.open(disk, Recovery.OnDamage.REFUSE);
    file.appendMessage(1, 1, "a".getBytes(UTF_8));
    file.flush();
    disk.fillUpTo(50);
    MemberState before = file.state();
    file.appendMessage(1, 1, "b".getBytes(UTF_8));
    file.append(before.committedTo(2));
    assertThatThrownBy(file::flush).isInstanceOf(NoRoom.class).hasMessage("no space left");
    assertThat(file.last()).isEqualTo(1);
    assertThat(file.state()).isEqualTo(before);
    disk.makeRoom();
    file.appendMessage(1, 1, "c".getBytes(UTF_8));
    file.flush();
    LogFile reopened = LogFile.open(disk, Recovery.OnDamage.REFUSE);
    assertThat(reopened.read(1, 9, 1_000, 9)).extracting(LogRecord::text).containsExactly("a", "c");
  }

  @Test
  void readsAfterARestartWhatWasFlushed() throws IOException {
    try (LogFile file = open(FileDisk.open(folder, "messages.log"))) {
      append(file, "a", "Zoë 🎉", "");
      file.append(file.state().following("log", 7, "process").committedTo(2));
      file.flush();
    }
    try (LogFile file = open(FileDisk.open(folder, "messages.log"))) {
      assertThat(texts(file)).containsExactly("a", "Zoë 🎉", "");
      assertThat(file.durable()).isEqualTo(3);
      assertThat(file.state().term()).isEqualTo(7);
      assertThat(file.state().committed()).isEqualTo(2);
      append(file, "d");
      file.flush();
      assertThat(file.read(4, 4, ALL, ALL).getFirst().w()).isEqualTo(2);
    }
  }

  @Test
  void keepsItsNameOverRestarts() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    String name = open(disk).state().member();
    assertThat(open(disk.crash(new SplittableRandom(1))).state().member()).isEqualTo(name);
  }

  @Test
  void showsNothingBeforeItIsDurable() throws IOException {
    LogFile file = open(new SimulatedDisk());
    append(file, "a");
    assertThat(file.durable()).isZero();
    assertThat(texts(file)).isEmpty();
    file.flush();
    assertThat(texts(file)).containsExactly("a");
  }

  @Test
  void cutsATornTailAtEveryByte() throws IOException {
    LogFile whole = open(FileDisk.open(folder, "whole"));
    append(whole, "a", "b");
    whole.flush();
    whole.close();
    byte[] bytes = Files.readAllBytes(folder.resolve("whole"));
    int begin = bytes.length - (LogRecord.HEADER_BYTES + 1);
    for (int length = begin; length < bytes.length; length++) {
      SimulatedDisk disk = new SimulatedDisk(Arrays.copyOf(bytes, length));
      LogFile file = open(disk);
      assertThat(texts(file)).containsExactly("a");
      assertThat(disk.size()).isEqualTo(begin);
      append(file, "c");
      file.flush();
      assertThat(texts(file)).containsExactly("a", "c");
    }
  }

  @Test
  void takesNoRecordWithAWrongByte() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogFile file = open(disk);
    append(file, "a", "b");
    file.flush();
    byte[] bytes = disk.durableBytes();
    int begin = bytes.length - (LogRecord.HEADER_BYTES + 1);
    for (int at = begin; at < bytes.length; at++) {
      byte[] wrong = bytes.clone();
      wrong[at] ^= 0x10;
      assertThat(texts(open(new SimulatedDisk(wrong)))).containsExactly("a");
    }
  }

  @Test
  void refusesAFileThatHasLostDurableMessages() throws IOException {
    byte[] damaged = damagedAfterFirst();
    assertThatThrownBy(() -> open(new SimulatedDisk(damaged)))
        .isInstanceOf(DamagedFile.class)
        .hasMessageContaining("messages 2 to 3 were on disk");
  }

  @Test
  void letsASecondaryGetLostMessagesAgain() throws IOException {
    Path file = folder.resolve("messages.log");
    Files.write(file, damagedAfterFirst());
    try (LogFile cut = LogFile.open(FileDisk.open(folder, "messages.log"), Recovery.OnDamage.CUT)) {
      assertThat(texts(cut)).containsExactly("a");
    }
  }

  /** Three durable messages, a state that tells so, and a wrong byte in the second. */
  private static byte[] damagedAfterFirst() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogFile file = open(disk);
    append(file, "a");
    file.flush();
    int end = disk.durableBytes().length;
    append(file, "b", "c");
    file.flush();
    file.append(file.state());
    file.flush();
    byte[] bytes = disk.durableBytes();
    bytes[end + LogRecord.HEADER_BYTES] ^= 1;
    return bytes;
  }

  @Test
  void readsPagesFromAnywhereInALongFile() throws IOException {
    LogFile file = open(new SimulatedDisk());
    SplittableRandom random = new SplittableRandom(5);
    int count = 3_000;
    for (int i = 1; i <= count; i++) {
      append(file, i + "x".repeat(random.nextInt(100)));
      if (random.nextInt(20) == 0) {
        file.append(file.state());
        file.flush();
      }
    }
    file.flush();
    for (int from = 1; from <= count; from += 37) {
      List<LogRecord> page = file.read(from, count - 1, ALL, 50);
      assertThat(page).hasSize(Math.min(50, count - from));
      for (int i = 0; i < page.size(); i++) {
        assertThat(page.get(i).number()).isEqualTo(from + i);
        assertThat(page.get(i).text()).startsWith("" + (from + i));
      }
    }
    assertThat(file.read(1, count, 500, ALL)).hasSizeBetween(3, 15);
    assertThat(file.read(1, count, 1, ALL)).hasSize(1);
    assertThat(file.read(count + 1, Long.MAX_VALUE, ALL, ALL)).isEmpty();
  }

  @Test
  void holdsTheLargestMessage() throws IOException {
    LogFile file = open(new SimulatedDisk());
    append(file, "a", "x".repeat(LogRecord.MAX_PAYLOAD_BYTES), "c");
    file.flush();
    assertThat(file.read(2, 2, 1, 1).getFirst().payload()).hasSize(LogRecord.MAX_PAYLOAD_BYTES);
    assertThat(file.read(3, 3, 1, 1).getFirst().text()).isEqualTo("c");
  }

  @Test
  void takesOnlyTheMessageThatComesNext() throws IOException {
    LogFile source = open(new SimulatedDisk());
    append(source, "a", "b", "c");
    source.flush();
    LogFile copy = open(new SimulatedDisk());
    List<LogRecord> messages = source.read(1, 3, ALL, ALL);
    copy.append(messages.get(0));
    assertThatThrownBy(() -> copy.append(messages.get(2)))
        .isInstanceOf(IllegalArgumentException.class);
    LogFile other = open(new SimulatedDisk());
    append(other, "z");
    assertThatThrownBy(() -> other.append(messages.get(1)))
        .as("another list's second message")
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void belongsToOneMemberAtATime() throws IOException {
    Disk first = FileDisk.open(folder, "messages.log");
    assertThatThrownBy(() -> FileDisk.open(folder, "messages.log"))
        .isInstanceOf(SettingMistake.class)
        .hasMessageStartingWith("LOG_DATA_DIR:")
        .hasMessageContaining("in use");
    first.close();
    FileDisk.open(folder, "messages.log").close();
  }

  @Test
  void saysThatItsFolderIsNone() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> FileDisk.open(file, "messages.log"))
        .isInstanceOf(SettingMistake.class)
        .hasMessageStartingWith("LOG_DATA_DIR:");
  }
}
