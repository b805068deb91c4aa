package io.saleproof;

import io.saleproof.redis.RedisAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the environment, checked. What is missing or malformed is told as one sentence
 * that names the variable ({@link Mistake}).
 *
 * @param role what this process is
 * @param port the port of the HTTP listener, 1 to 65535
 * @param dataDir the folder of the embedded stores
 * @param mongodbUrl the database; empty: the embedded one
 * @param redisUrl the cache that instances share; empty: the embedded one beside an embedded
 *     database, if this machine can run it, else none
 * @param open whether everyone may do everything; the listener is then bound to loopback
 * @param tokenKeys what tokens are verified with; empty if and only if access is open
 */
record Environment(
    String role,
    int port,
    Path dataDir,
    Optional<String> mongodbUrl,
    Optional<String> redisUrl,
    boolean open,
    Optional<TokenKeys> tokenKeys,
    Map<String, String> variables) {

  static final String SHOP = "shop";
  static final int DEFAULT_PORT = 8080;

  /** Those that Quarkus would take for false if they were anything else. */
  private static final List<String> SWITCHES =
      List.of(
          "COLLECTIONS_API",
          "SALEPROOF_HTTP_LOG_HITS",
          "SALEPROOF_ORDERS_REQUIRE_LIST_VERSION",
          "SALEPROOF_ORDERS_SWEEP",
          "SALEPROOF_READS_REPLICAS",
          "SALEPROOF_SESSION_PINNED");

  private static final Pattern CDN_PATH = Pattern.compile("/(?:[A-Za-z0-9._~-]+/?)*");
  private static final Pattern DATABASE_NAME = Pattern.compile("[A-Za-z0-9_-]{1,60}");

  /** A setting that can't be used; the message is the whole sentence for the operator. */
  static final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mistake(String sentence) {
      // What is repeated from the environment must not break the one line.
      super(sentence.replaceAll("\\p{Cntrl}", "?"), null, false, false);
    }
  }

  Environment {
    variables = Map.copyOf(variables);
  }

  /**
   * @throws Mistake if a variable is missing or malformed
   */
  static Environment read(Map<String, String> variables) {
    Optional<String> mongodbUrl = get(variables, "MONGODB_URL");
    mongodbUrl.ifPresent(Environment::checkMongoUrl);
    Optional<String> redisUrl = get(variables, "REDIS_URL");
    redisUrl.ifPresent(Environment::checkRedisUrl);
    get(variables, "MONGODB_DATABASE_NAME").ifPresent(Environment::checkDatabaseName);
    get(variables, "CDN_BASE_URL").ifPresent(Environment::checkCdn);
    SWITCHES.forEach(name -> get(variables, name).ifPresent(value -> checkSwitch(name, value)));
    get(variables, "SALEPROOF_DEMO").ifPresent(Environment::checkDemo);
    get(variables, "OTEL_EXPORTER_OTLP_ENDPOINT").ifPresent(Environment::checkCollector);
    get(variables, "OTEL_EXPORTER_OTLP_PROTOCOL").ifPresent(Environment::checkProtocol);
    get(variables, SessionKeys.VARIABLE).ifPresent(SessionKeys::check);
    RegistrySettings.check(get(variables, "CONSUL_URL"), get(variables, "SERVICE_ADDRESS"));
    boolean open = isOpen(variables, mongodbUrl.isEmpty());
    Environment environment =
        new Environment(
            roleOf(variables),
            portOf(variables),
            Path.of(get(variables, "SALEPROOF_DATA_DIR").orElse(".data")).toAbsolutePath(),
            mongodbUrl,
            redisUrl,
            open,
            open ? Optional.empty() : Optional.of(tokenKeysOf(variables)),
            variables);
    environment.checkSessionKeys();
    return environment;
  }

  boolean embedded() {
    return mongodbUrl.isEmpty();
  }

  Optional<String> variable(String name) {
    return get(variables, name);
  }

  /** The same settings as properties of Quarkus. */
  Map<String, String> toProperties(String mongodbUrl, Optional<String> redis) {
    Map<String, String> properties = new HashMap<>();
    // Read by the server itself, which would refuse a wrong address without a body.
    properties.put("vertx.disableURIValidation", "true");
    // Ours listens (io.saleproof.http.Listener).
    properties.put("quarkus.http.host-enabled", "false");
    properties.put("saleproof.http.listener.enabled", "true");
    properties.put("saleproof.http.listener.port", Integer.toString(port));
    properties.put("saleproof.http.listener.host", open ? "127.0.0.1" : "0.0.0.0");
    properties.put("quarkus.mongodb.connection-string", mongodbUrl);
    redis.ifPresent(url -> properties.put("saleproof.redis.url", url));
    properties.put("saleproof.access.mode", open ? "open" : "token");
    properties.put("quarkus.log.console.json.enabled", Boolean.toString(!embedded()));
    pass("MONGODB_DATABASE_NAME", "saleproof.store.database", properties);
    pass(SessionKeys.VARIABLE, "saleproof.session.keys", properties);
    pass("CDN_BASE_URL", "saleproof.catalog.cdn-base-url", properties);
    pass("JWT_ISSUER", "mp.jwt.verify.issuer", properties);
    tokenKeys.ifPresent(keys -> properties.putAll(keys.properties()));
    properties.put(
        "saleproof.collections.enabled",
        variable("COLLECTIONS_API").orElse(Boolean.toString(embedded())));
    properties.put("saleproof.data-dir", embedded() ? dataDir.toString() : "in the database");
    properties.put("saleproof.demo.welcome", Boolean.toString(embedded()));
    properties.put("saleproof.demo.terminal", variable("SALEPROOF_TERMINAL").orElse("false"));
    properties.put(
        "saleproof.demo.enabled",
        Boolean.toString(embedded() && !variable("SALEPROOF_DEMO").orElse("").equals("none")));
    variable("OTEL_EXPORTER_OTLP_ENDPOINT")
        .ifPresent(
            endpoint -> {
              properties.put("quarkus.otel.sdk.disabled", "false");
              properties.put("quarkus.otel.exporter.otlp.endpoint", endpoint);
            });
    pass("OTEL_EXPORTER_OTLP_PROTOCOL", "quarkus.otel.exporter.otlp.protocol", properties);
    variable("CONSUL_URL")
        .ifPresent(
            url ->
                properties.putAll(
                    RegistrySettings.properties(
                        url,
                        variable("SERVICE_ADDRESS"),
                        variable(RegistrySettings.DELAY_VARIABLE))));
    return properties;
  }

  private void pass(String variable, String property, Map<String, String> properties) {
    variable(variable).ifPresent(value -> properties.put(property, value));
  }

  /**
   * What this process is; everything else of the environment depends on it.
   *
   * @throws Mistake if there is no such role
   */
  static String roleOf(Map<String, String> variables) {
    String role = get(variables, "SALEPROOF_ROLE").orElse(SHOP);
    if (!role.equals(SHOP) && !SmallServices.has(role)) {
      throw new Mistake(
          "SALEPROOF_ROLE must be one of %s, not '%s'.".formatted(SmallServices.allRoles(), role));
    }
    return role;
  }

  private static int portOf(Map<String, String> variables) {
    String port = get(variables, "HTTP_PORT").orElse(Integer.toString(DEFAULT_PORT));
    if (!port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > 65_535) {
      throw new Mistake("HTTP_PORT must be a number from 1 to 65535, not '" + port + "'.");
    }
    return Integer.parseInt(port);
  }

  private static boolean isOpen(Map<String, String> variables, boolean embedded) {
    String access = get(variables, "ACCESS").orElse(embedded ? "open" : "token");
    return switch (access.toLowerCase(Locale.ROOT)) {
      case "open" -> true;
      case "token" -> false;
      default -> throw new Mistake("ACCESS must be 'open' or 'token', not '" + access + "'.");
    };
  }

  private static TokenKeys tokenKeysOf(Map<String, String> variables) {
    return TokenKeys.read(
        get(variables, "JWT_PUBLIC_KEYS")
            .orElseThrow(
                () ->
                    new Mistake(
                        "JWT_PUBLIC_KEYS must name the file or JWKS address of the keys that sign"
                            + " tokens, because ACCESS is token (the default with MONGODB_URL;"
                            + " ACCESS=open is for a try on one's own machine).")));
  }

  /** Instances on one database have to take each other's tokens. */
  private void checkSessionKeys() {
    if (!embedded() && variable(SessionKeys.VARIABLE).isEmpty()) {
      throw new Mistake(
          SessionKeys.VARIABLE
              + " must be the keys of sessions' tokens, the same at every instance, as"
              + " id:base64key,… (such as from: echo k1:$(openssl rand -base64 32)), because"
              + " MONGODB_URL is set.");
    }
  }

  private static void checkMongoUrl(String url) {
    try {
      new com.mongodb.ConnectionString(url);
    } catch (IllegalArgumentException | com.mongodb.MongoException wrong) {
      // The driver's text may repeat a password; ours never does.
      throw new Mistake(
          "MONGODB_URL must be a connection string such as mongodb://host1,host2/?replicaSet=rs.");
    }
  }

  private static void checkRedisUrl(String url) {
    try {
      RedisAddress.parse(url);
    } catch (IllegalArgumentException wrong) {
      throw new Mistake("REDIS_URL " + wrong.getMessage() + ".");
    }
  }

  private static void checkDemo(String demo) {
    if (!demo.equals("none")) {
      throw new Mistake("SALEPROOF_DEMO must be 'none' or not set, not '" + demo + "'.");
    }
  }

  private static void checkDatabaseName(String name) {
    if (!DATABASE_NAME.matcher(name).matches()) {
      throw new Mistake(
          "MONGODB_DATABASE_NAME must be 1 to 60 letters, digits, '_' or '-', not '" + name + "'.");
    }
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getRawAuthority() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }

  private static void checkCdn(String url) {
    if (!CDN_PATH.matcher(url).matches() && !isHttp(url)) {
      throw new Mistake("CDN_BASE_URL must be a path such as /media or an https address.");
    }
  }

  private static void checkSwitch(String name, String value) {
    if (!Set.of("true", "false").contains(value)) {
      throw new Mistake("%s must be 'true' or 'false', not '%s'.".formatted(name, value));
    }
  }

  private static void checkCollector(String url) {
    if (!isHttp(url)) {
      throw new Mistake(
          "OTEL_EXPORTER_OTLP_ENDPOINT must be an address such as http://collector:4317.");
    }
  }

  private static void checkProtocol(String protocol) {
    if (!Set.of("grpc", "http/protobuf").contains(protocol)) {
      throw new Mistake(
          "OTEL_EXPORTER_OTLP_PROTOCOL must be 'grpc' or 'http/protobuf', not '" + protocol + "'.");
    }
  }

  private static Optional<String> get(Map<String, String> variables, String name) {
    @Nullable String value = variables.get(name);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }
}
