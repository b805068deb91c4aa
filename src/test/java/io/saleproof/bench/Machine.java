package io.saleproof.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a measurement was made on; neither date nor name. */
final class Machine {

  private Machine() {}

  static Map<String, Object> of(BenchDatabase database, boolean pinned) {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("java", Runtime.version().feature());
    machine.put(
        "database", database.embedded() ? "embedded, a process of its own" : "TEST_MONGODB_URL");
    machine.put("pinned", pinned);
    return machine;
  }
}
