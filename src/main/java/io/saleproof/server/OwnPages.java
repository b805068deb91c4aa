package io.saleproof.server;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Health and figures, at the addresses and in the shapes that the shop has too. */
final class OwnPages {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private OwnPages() {}

  static void add(
      Routes routes, Supplier<Map<String, Boolean>> readiness, PrometheusMeterRegistry meters) {
    routes
        .quick(HttpMethod.GET, "/q/health/live", exchange -> answer(exchange, Map.of()))
        .quick(HttpMethod.GET, "/q/health/started", exchange -> answer(exchange, Map.of()))
        .quick(HttpMethod.GET, "/q/health/ready", exchange -> answer(exchange, readiness.get()))
        .quick(HttpMethod.GET, "/q/health", exchange -> answer(exchange, readiness.get()))
        .on(
            HttpMethod.GET,
            "/q/metrics",
            exchange ->
                exchange.answer(
                    OK,
                    TextFormat.CONTENT_TYPE_004,
                    meters.scrape().getBytes(StandardCharsets.UTF_8)));
  }

  private static void answer(Exchange exchange, Map<String, Boolean> checks) {
    List<Map<String, Object>> list = new ArrayList<>();
    new TreeMap<>(checks).forEach((name, up) -> list.add(check(name, up)));
    boolean up = !checks.containsValue(false);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", word(up));
    answer.put("checks", list);
    exchange.answer(up ? OK : UNAVAILABLE, answer);
  }

  private static Map<String, Object> check(String name, boolean up) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("name", name);
    check.put("status", word(up));
    return check;
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
